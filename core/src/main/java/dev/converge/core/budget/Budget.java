package dev.converge.core.budget;

import java.time.Duration;

/// The limits of a run. None is ever exceeded, not even by one.
///
/// @param maxCycles cycles, at least 1
/// @param maxFacts facts promoted from proposals; seeds and decisions do not count
/// @param maxDuration running time; time in which the run waits, is paused or is delayed by the
///   outage of a provider does not count
/// @param maxTokens tokens of all model calls, in and out
/// @param maxCostMicros cost of all model calls, in millionths of a US dollar
public record Budget(
    int maxCycles, int maxFacts, Duration maxDuration, long maxTokens, long maxCostMicros) {
  /// The default if neither template nor job sets one.
  public static final Budget DEFAULT =
      new Budget(50, 500, Duration.ofMinutes(10), 200_000, 2_500_000);

  /// Checks the ranges, reduces values that are too large to store, and truncates time to
  /// milliseconds.
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
