/// Fair queues of calls, and measurements of how fast work is done.
@NullMarked
package dev.converge.engine.queue;

import org.jspecify.annotations.NullMarked;
