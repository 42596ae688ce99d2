/// What waits for its turn, and how much is done: fair queues of calls, and the pace of the work.
@NullMarked
package dev.converge.engine.queue;

import org.jspecify.annotations.NullMarked;
