package dev.converge.llm.model;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the catalogue says of a model.
///
/// @param provider who has it
/// @param model its name there
/// @param prices what it costs
/// @param latencyMs what a request of a few thousand tokens takes as a rule
/// @param context tokens of request and answer together
/// @param maxOutput tokens of an answer at most
/// @param reasoning whether it thinks before it answers
/// @param webSearch whether it searches the web
/// @param structuredOutput whether the provider holds it to a JSON Schema
/// @param quality from 0 to 1
/// @param effort how hard it is told to think, in the provider's word, or `null` where it is not
///   told
public record ModelEntry(
    String provider,
    String model,
    Prices prices,
    long latencyMs,
    long context,
    long maxOutput,
    boolean reasoning,
    boolean webSearch,
    boolean structuredOutput,
    double quality,
    @Nullable String effort) {
  /// Tokens of an answer that are granted to thinking besides those of the answer itself.
  public static final int THINKING_TOKENS = 8_192;

  /// Maximum number of web searches in one call.
  public static final int MOST_SEARCHES = 3;

  /// Tokens that the pages of one search add to a request at most. No provider names a bound; this
  /// is well above what their documentation shows.
  public static final int TOKENS_A_SEARCH = 16_384;

  private static final List<BigDecimal> CLASS_BOUNDS =
      List.of(
          new BigDecimal("0.30"),
          new BigDecimal("1.50"),
          new BigDecimal("6.00"),
          BigDecimal.valueOf(15));

  /// The classes of cost, cheapest first.
  static final List<String> CLASSES = List.of("very_low", "low", "medium", "high", "very_high");

  /// The provider and the model, for messages.
  public String name() {
    return provider + "/" + model;
  }

  /// Its class of cost: of the mean price of a million tokens, three of a request to one of an
  /// answer.
  String costClass() {
    BigDecimal mean =
        prices
            .input()
            .multiply(BigDecimal.valueOf(3))
            .add(prices.output())
            .divide(BigDecimal.valueOf(4));
    int i = 0;
    while (i < CLASS_BOUNDS.size() && mean.compareTo(CLASS_BOUNDS.get(i)) > 0) {
      i++;
    }
    return CLASSES.get(i);
  }

  /// The most that a call can use and cost.
  ///
  /// @param input tokens of the request, the pages of its searches included, as often as they are
  ///   read
  /// @param output tokens of the answer, thinking included
  /// @param costMicros in millionths of a US dollar
  public record Bound(long input, long output, long costMicros) {
    /// Tokens in and out.
    public long tokens() {
      return input + output;
    }
  }

  /// Whether this model searches the web itself when it is asked this.
  public boolean searches(ModelRequest request) {
    return webSearch && request.web() == WebAccess.OWN;
  }

  /// The most that a request of so many tokens can use and cost.
  public Bound most(ModelRequest request, long requestTokens) {
    int searches = searches(request) ? MOST_SEARCHES : 0;
    long input = read(requestTokens, searches);
    long output = outputBound(request);
    return new Bound(input, output, prices.most(input, output, searches));
  }

  /// The tokens that a model reads, and is paid for, if it searches so often: after each search it
  /// reads the request and all pages so far again.
  public static long read(long requestTokens, int searches) {
    return requestTokens * (searches + 1) + (long) TOKENS_A_SEARCH * searches * (searches + 1) / 2;
  }

  /// The most tokens that an answer to a request may have, thinking included. Half of a small
  /// window is left to the request.
  public int outputBound(ModelRequest request) {
    long thinking = reasoning ? Math.min(THINKING_TOKENS, context / 4) : 0;
    long wanted = request.maxOutputTokens() + thinking;
    return (int) Math.min(wanted, Math.min(maxOutput, Math.max(1, context / 2)));
  }
}
