package dev.converge.core.budget;

/// What a model call that was answered from the record of another run would have used.
///
/// @param tokens in and out
/// @param costMicros in millionths of a US dollar
public record Saved(long tokens, long costMicros) {
  /// Nothing.
  public static final Saved NOTHING = new Saved(0, 0);

  /// Reduces amounts that are too large to store.
  ///
  /// @throws IllegalArgumentException if an amount is negative
  public Saved {
    tokens = Limits.count("saved tokens", tokens);
    costMicros = Limits.count("saved cost", costMicros);
  }

  /// The sum of both.
  public Saved plus(Saved other) {
    return new Saved(Limits.sum(tokens, other.tokens), Limits.sum(costMicros, other.costMicros));
  }
}
