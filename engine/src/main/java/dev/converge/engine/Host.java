package dev.converge.engine;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/// What the engine takes from the machine: everything that is not the same on every run comes in
/// here.
///
/// @param executor runs tasks that may block; a virtual thread for each
/// @param timers runs things later
/// @param clock the time of day, for points in time
/// @param steady for durations; its instants are compared with each other only
/// @param random ids and salts; a secure generator outside tests
public record Host(
    Executor executor,
    Timers timers,
    InstantSource clock,
    InstantSource steady,
    RandomGenerator random) {
  /// With one clock for both, which nobody sets.
  public Host(Executor executor, Timers timers, InstantSource clock, RandomGenerator random) {
    this(executor, timers, clock, clock, random);
  }
}
