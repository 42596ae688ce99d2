/// The events of runs as readers follow them, and the memory that they may take.
@NullMarked
package dev.converge.engine.feed;

import org.jspecify.annotations.NullMarked;
