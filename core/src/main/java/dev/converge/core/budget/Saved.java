package dev.converge.core.budget;

/// What a model call would have used that was answered from the record of another run.
///
/// @param tokens in and out
/// @param costMicros in millionths of a US dollar
public record Saved(long tokens, long costMicros) {
  /// Nothing.
  public static final Saved NOTHING = new Saved(0, 0);

  /// Cuts what is larger than can be kept.
  ///
  /// @throws IllegalArgumentException if an amount is negative
  public Saved {
    tokens = Limits.count("saved tokens", tokens);
    costMicros = Limits.count("saved cost", costMicros);
  }

  /// Both together.
  public Saved plus(Saved other) {
    return new Saved(Limits.sum(tokens, other.tokens), Limits.sum(costMicros, other.costMicros));
  }
}
