package dev.converge.llm.model;

/// The usage of a call.
///
/// @param input tokens of the request
/// @param output tokens of the answer, including reasoning
/// @param estimated whether the counts are estimates because the provider reported none
/// @param cached tokens of the request that the provider had cached from earlier calls
/// @param written tokens of the request that the provider caches for later calls
/// @param thinking tokens of the answer that were reasoning, if the provider reports them
/// @param searches number of web searches
public record TokenUsage(
    long input,
    long output,
    boolean estimated,
    long cached,
    long written,
    long thinking,
    int searches) {
  /// No usage, because the provider was not reached.
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

  /// Usage without further details.
  public TokenUsage(long input, long output, boolean estimated) {
    this(input, output, estimated, 0, 0, 0, 0);
  }
}
