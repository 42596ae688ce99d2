/// The wires to providers of models, and what limits and guards calls over them.
@NullMarked
package dev.converge.llm.provider;

import org.jspecify.annotations.NullMarked;
