package dev.converge.engine;

import java.time.Duration;

/// Limits of the engine.
///
/// @param maxRunning runs that are running at a time; further jobs are refused until some end or
///   wait
/// @param maxAgentCalls calls at a time of agents that wait for others (live models, searches),
///   shared fairly between runs
/// @param maxFinishedKept finished runs kept in memory for readers
/// @param maxKeptBytes memory for readers: recent events of all runs, and finished runs; what was
///   read least recently is dropped first
/// @param scanEvery how often runs that nobody drives are looked for
/// @param maxJobBytes bytes that a job and the events of its run may take in the store; a run that
///   needs more is halted
public record EngineSettings(
    int maxRunning,
    int maxAgentCalls,
    int maxFinishedKept,
    long maxKeptBytes,
    Duration scanEvery,
    long maxJobBytes) {
  /// No bound.
  public static final long UNLIMITED = Long.MAX_VALUE;

  /// Memory for readers unless something else is said.
  public static final int DEFAULT_KEPT_BYTES = 32 << 20;

  /// Without a bound on what a job stores.
  public EngineSettings(
      int maxRunning,
      int maxAgentCalls,
      int maxFinishedKept,
      long maxKeptBytes,
      Duration scanEvery) {
    this(maxRunning, maxAgentCalls, maxFinishedKept, maxKeptBytes, scanEvery, UNLIMITED);
  }

  /// With the default memory for readers.
  public EngineSettings(
      int maxRunning, int maxAgentCalls, int maxFinishedKept, Duration scanEvery) {
    this(maxRunning, maxAgentCalls, maxFinishedKept, DEFAULT_KEPT_BYTES, scanEvery);
  }

  /// Ten thousand runs, 256 calls.
  public static final EngineSettings DEFAULT =
      new EngineSettings(10_000, 256, 1_000, Duration.ofSeconds(10));
}
