/// One turn of a run, as every host executes it: inputs in, events out, and the storage left for
/// them.
@NullMarked
package dev.converge.engine.turn;

import org.jspecify.annotations.NullMarked;
