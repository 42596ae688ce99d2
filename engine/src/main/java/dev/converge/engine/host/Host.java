package dev.converge.engine.host;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/// What the engine takes from the machine: everything that is not the same on every run comes in
/// here.
///
/// @param executor runs tasks that may block; a virtual thread for each
/// @param computing runs calls of agents that only compute, see [Agent#computes]; platform threads,
///   so that they do not hold up what runs on `executor`
/// @param processors how many such calls run at a time
/// @param timers runs things later
/// @param clock the time of day, for points in time
/// @param steady for durations; its instants are compared with each other only
/// @param random ids and salts; a secure generator outside tests
/// @param heap whether more runs fit into it
public record Host(
    Executor executor,
    Executor computing,
    int processors,
    Timers timers,
    InstantSource clock,
    InstantSource steady,
    RandomGenerator random,
    HeapRoom heap) {
  /// With a heap that nobody watches.
  public Host(
      Executor executor,
      Executor computing,
      int processors,
      Timers timers,
      InstantSource clock,
      InstantSource steady,
      RandomGenerator random) {
    this(executor, computing, processors, timers, clock, steady, random, HeapRoom.UNWATCHED);
  }

  /// With one executor for everything, which sets no bound for calls that compute.
  public Host(
      Executor executor,
      Timers timers,
      InstantSource clock,
      InstantSource steady,
      RandomGenerator random) {
    this(executor, executor, Integer.MAX_VALUE, timers, clock, steady, random);
  }

  /// With one clock for both, which nobody sets.
  public Host(Executor executor, Timers timers, InstantSource clock, RandomGenerator random) {
    this(executor, timers, clock, clock, random);
  }
}
