package dev.converge.engine;

import java.time.Duration;

/// Limits of the engine.
///
/// @param maxRunning runs that are running at a time; further jobs are refused until some end or
///   wait
/// @param maxAgentCalls calls of models and searches at a time, shared fairly between runs
/// @param maxFinishedKept finished runs kept in memory for readers
/// @param scanEvery how often runs that nobody drives are looked for
public record EngineSettings(
    int maxRunning, int maxAgentCalls, int maxFinishedKept, Duration scanEvery) {
  /// Ten thousand runs, 256 calls.
  public static final EngineSettings DEFAULT =
      new EngineSettings(10_000, 256, 1_000, Duration.ofSeconds(10));
}
