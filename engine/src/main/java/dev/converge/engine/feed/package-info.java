/// The events of runs as readers follow them, and the memory for them.
@NullMarked
package dev.converge.engine.feed;

import org.jspecify.annotations.NullMarked;
