/// What the offline reasoner reads off a text: its language, sentences, words, numbers with units.
@NullMarked
package dev.converge.llm.reasoner.text;

import org.jspecify.annotations.NullMarked;
