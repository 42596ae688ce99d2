/// What the engine takes from the machine: threads, timers, clocks and random numbers.
@NullMarked
package dev.converge.engine.host;

import org.jspecify.annotations.NullMarked;
