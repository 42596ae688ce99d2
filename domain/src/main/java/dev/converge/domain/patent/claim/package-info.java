/// The language of patent claims: elements, terms, references and wording.
@NullMarked
package dev.converge.domain.patent.claim;

import org.jspecify.annotations.NullMarked;
