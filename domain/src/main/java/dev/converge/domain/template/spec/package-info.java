/// Reads a spec and compiles it: the sentences of the template language and what they mean.
@NullMarked
package dev.converge.domain.template.spec;

import org.jspecify.annotations.NullMarked;
