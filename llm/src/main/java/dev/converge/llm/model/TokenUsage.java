package dev.converge.llm.model;

/// What a call used.
///
/// @param input tokens of the request
/// @param output tokens of the answer, thinking included
/// @param estimated whether the provider did not say and the counts are ours
/// @param cached of the tokens of the request, those that the provider had kept from earlier calls
/// @param written of the tokens of the request, those that the provider keeps for later calls
/// @param thinking of the tokens of the answer, those that were thinking, as far as it is told
/// @param searches of the web
public record TokenUsage(
    long input,
    long output,
    boolean estimated,
    long cached,
    long written,
    long thinking,
    int searches) {
  /// Nothing was used: the provider was not reached.
  public static final TokenUsage NONE = new TokenUsage(0, 0, false);

  /// Checks the ranges; a part is at most the whole.
  ///
  /// @throws IllegalArgumentException if a count is negative
  public TokenUsage {
    if (input < 0 || output < 0 || cached < 0 || written < 0 || thinking < 0 || searches < 0) {
      throw new IllegalArgumentException(
          "tokens: " + input + " in, " + output + " out (expected: >= 0)");
    }
    cached = Math.min(cached, input);
    written = Math.min(written, input - cached);
    thinking = Math.min(thinking, output);
  }

  /// Tokens of which nothing more is known.
  public TokenUsage(long input, long output, boolean estimated) {
    this(input, output, estimated, 0, 0, 0, 0);
  }
}
