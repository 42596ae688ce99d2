/// Events as they become durable, over SSE.
@NullMarked
package dev.converge.runtime.streams;

import org.jspecify.annotations.NullMarked;
