package dev.converge.engine.host;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/// What the engine uses of the machine. Everything that differs from run to run is here.
///
/// @param executor runs tasks that may block; a virtual thread for each
/// @param computing runs calls of agents that only compute, see [Agent#computes]; platform threads,
///   so that they do not delay what runs on `executor`
/// @param processors number of such calls that run at a time
/// @param timers runs tasks later
/// @param clock the time of day, for points in time
/// @param steady for durations; its instants are only compared with each other
/// @param random for ids and salts; a secure generator except in tests
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

  /// With one executor for everything, which does not limit the calls that compute.
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
