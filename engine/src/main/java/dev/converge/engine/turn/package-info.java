/// One turn of a run, as every host takes it: inputs in, events out, and the room there is for
/// them.
@NullMarked
package dev.converge.engine.turn;

import org.jspecify.annotations.NullMarked;
