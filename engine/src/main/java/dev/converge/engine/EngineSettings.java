package dev.converge.engine;

import dev.converge.engine.turn.RunRoom;
import java.time.Duration;

/// Limits of the engine.
///
/// @param maxRunning maximum number of runs that are running at a time; further jobs are refused
///   until some runs end or wait
/// @param maxAgentCalls maximum number of concurrent calls to agents that wait for other systems
///   (live models, searches), shared fairly between runs
/// @param maxFinishedKept finished runs kept in memory for readers
/// @param maxKeptBytes memory for readers: recent events of all runs, and finished runs; the least
///   recently read are dropped first
/// @param scanEvery how often the engine looks for runs that nobody drives
/// @param maxJobBytes maximum bytes that a job and the events of its run may take in the store; a
///   run that needs more is halted
/// @param longestWait maximum expected wait of a new run for its turn; a run that would wait longer
///   is refused
public record EngineSettings(
    int maxRunning,
    int maxAgentCalls,
    int maxFinishedKept,
    long maxKeptBytes,
    Duration scanEvery,
    long maxJobBytes,
    Duration longestWait) {
  /// No limit.
  public static final long UNLIMITED = RunRoom.UNLIMITED;

  /// Default memory for readers.
  public static final int DEFAULT_KEPT_BYTES = 32 << 20;

  /// Default maximum wait of a new run for its turn.
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

  /// Without a limit on what a job stores.
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

  /// Default number of finished runs kept for readers. Each kept run outlives several collections
  /// of a small heap: with 1,000, a server under load spent a fifth of its processor time on
  /// copying them, and hardly any of them was read again.
  public static final int DEFAULT_FINISHED = 64;

  /// Ten thousand runs, 256 calls.
  public static final EngineSettings DEFAULT =
      new EngineSettings(10_000, 256, DEFAULT_FINISHED, Duration.ofSeconds(10));
}
