package dev.converge.testkit;

import dev.converge.core.Input;
import dev.converge.core.RunState;
import java.util.Optional;
import java.util.function.Function;

/// What the world does to the run of a [Simulation].
///
/// @param writes what each write meets
/// @param hang whether agents may never answer
/// @param jumps whether clocks jump at a restart
/// @param twin whether a second server works on the same store
/// @param live whether models cost money, so that what is sent to them is journaled before
/// @param visitor what people and clients do from time to time, if anything
record SimTrouble(
    SimStore.Faults writes,
    boolean hang,
    boolean jumps,
    boolean twin,
    boolean live,
    Optional<Function<RunState, Input>> visitor) {
  static final SimTrouble NONE =
      new SimTrouble(_ -> SimStore.Fault.NONE, false, false, false, false, Optional.empty());

  static SimTrouble writes(SimStore.Faults writes) {
    return new SimTrouble(writes, false, false, false, false, Optional.empty());
  }
}
