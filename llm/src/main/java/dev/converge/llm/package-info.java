/// The model port: routing by requirements, live providers, the offline reasoner and recording.
@NullMarked
package dev.converge.llm;

import org.jspecify.annotations.NullMarked;
