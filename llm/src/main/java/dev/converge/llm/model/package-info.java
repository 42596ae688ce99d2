/// What a model is asked and answers: the port, the catalogue and its routing, prompts, recordings.
@NullMarked
package dev.converge.llm.model;

import org.jspecify.annotations.NullMarked;
