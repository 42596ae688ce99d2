/// What the engine uses of the machine: threads, timers, clocks and random numbers.
@NullMarked
package dev.converge.engine.host;

import org.jspecify.annotations.NullMarked;
