package dev.converge.llm.model;

/// Tokens that a call used.
///
/// @param input of the request
/// @param output of the answer, thinking included
/// @param estimated whether the provider did not say and the counts are ours
public record TokenUsage(long input, long output, boolean estimated) {
  /// Nothing was used: the provider was not reached.
  public static final TokenUsage NONE = new TokenUsage(0, 0, false);

  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException if a count is negative
  public TokenUsage {
    if (input < 0 || output < 0) {
      throw new IllegalArgumentException(
          "tokens: " + input + " in, " + output + " out (expected: >= 0)");
    }
  }
}
