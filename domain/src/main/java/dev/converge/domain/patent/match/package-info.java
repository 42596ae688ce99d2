/// How much of an invention a document has: terms, what each weighs in the whole collection, and
/// from what on a document bears on the invention at all.
@NullMarked
package dev.converge.domain.patent.match;

import org.jspecify.annotations.NullMarked;
