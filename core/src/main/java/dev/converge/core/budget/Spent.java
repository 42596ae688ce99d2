package dev.converge.core.budget;

import java.time.Duration;

/// What a run has used of its [Budget].
///
/// @param cycles cycles started
/// @param facts facts promoted from proposals
/// @param running time in which it was running and not delayed by the outage of a provider
/// @param tokens tokens of its model calls
/// @param costMicros cost of its model calls, in millionths of a US dollar
public record Spent(int cycles, int facts, Duration running, long tokens, long costMicros) {
  /// Nothing yet.
  public static final Spent NOTHING = new Spent(0, 0, Duration.ZERO, 0, 0);

  /// As if what was saved had been used too.
  public Spent with(Saved saved) {
    if (saved.equals(Saved.NOTHING)) {
      return this;
    }
    return new Spent(
        cycles,
        facts,
        running,
        Limits.sum(tokens, saved.tokens()),
        Limits.sum(costMicros, saved.costMicros()));
  }
}
