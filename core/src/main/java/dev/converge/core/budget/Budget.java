package dev.converge.core.budget;

import java.time.Duration;

/// What a run can use. Nothing is ever exceeded, not by one.
///
/// @param maxCycles cycles, at least 1
/// @param maxFacts facts promoted from proposals; seeds and decisions do not count
/// @param maxDuration time in which the run is running; waiting, paused and held up by the outage
///   of a provider do not count
/// @param maxTokens tokens of all model calls, in and out
/// @param maxCostMicros money for all model calls, in millionths of a US dollar
public record Budget(
    int maxCycles, int maxFacts, Duration maxDuration, long maxTokens, long maxCostMicros) {
  /// What holds where neither template nor job says otherwise.
  public static final Budget DEFAULT =
      new Budget(50, 500, Duration.ofMinutes(10), 200_000, 2_500_000);

  /// Checks the ranges and cuts what is larger than can be kept, and time to milliseconds.
  ///
  /// @throws IllegalArgumentException if a limit is negative
  public Budget {
    if (maxCycles < 0
        || maxFacts < 0
        || maxDuration.isNegative()
        || maxTokens < 0
        || maxCostMicros < 0) {
      throw new IllegalArgumentException("budget: negative limit (expected: >= 0)");
    }
    maxDuration = Limits.time(maxDuration);
    maxTokens = Math.min(maxTokens, Limits.MAX_NUMBER);
    maxCostMicros = Math.min(maxCostMicros, Limits.MAX_NUMBER);
  }
}
