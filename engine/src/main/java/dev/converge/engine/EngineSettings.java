package dev.converge.engine;

import dev.converge.engine.turn.RunRoom;
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
/// @param longestWait how long a new run may have to wait for its turn; it is refused if it would
///   be longer
public record EngineSettings(
    int maxRunning,
    int maxAgentCalls,
    int maxFinishedKept,
    long maxKeptBytes,
    Duration scanEvery,
    long maxJobBytes,
    Duration longestWait) {
  /// No bound.
  public static final long UNLIMITED = RunRoom.UNLIMITED;

  /// Memory for readers unless something else is said.
  public static final int DEFAULT_KEPT_BYTES = 32 << 20;

  /// How long a new run may have to wait for its turn unless something else is said.
  public static final Duration DEFAULT_WAIT = Duration.ofMinutes(10);

  /// With the default wait.
  public EngineSettings(
      int maxRunning,
      int maxAgentCalls,
      int maxFinishedKept,
      long maxKeptBytes,
      Duration scanEvery,
      long maxJobBytes) {
    this(
        maxRunning,
        maxAgentCalls,
        maxFinishedKept,
        maxKeptBytes,
        scanEvery,
        maxJobBytes,
        DEFAULT_WAIT);
  }

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

  /// Finished runs kept for readers unless something else is said. Each that is kept outlives
  /// several collections of a small heap: with 1,000, a server under load spent a fifth of its
  /// processor time on copying them, and hardly any of them was read again.
  public static final int DEFAULT_FINISHED = 64;

  /// Ten thousand runs, 256 calls.
  public static final EngineSettings DEFAULT =
      new EngineSettings(10_000, 256, DEFAULT_FINISHED, Duration.ofSeconds(10));
}
