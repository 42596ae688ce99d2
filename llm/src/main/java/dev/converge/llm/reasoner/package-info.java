/// The offline reasoner: answers from the facts alone, without a model and without a network.
@NullMarked
package dev.converge.llm.reasoner;

import org.jspecify.annotations.NullMarked;
