/// Recorded answers of models.
@NullMarked
package dev.converge.llm.recording;

import org.jspecify.annotations.NullMarked;
