package dev.converge.llm.model;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A model in the catalogue.
///
/// @param provider that offers the model
/// @param model its name at the provider
/// @param prices of its calls
/// @param latencyMs typical time for a request of a few thousand tokens
/// @param context maximum number of tokens of request and answer together
/// @param maxOutput maximum number of tokens of an answer
/// @param reasoning whether it reasons before it answers
/// @param webSearch whether it can search the web
/// @param structuredOutput whether the provider enforces a JSON Schema
/// @param quality from 0 to 1
/// @param effort the reasoning effort to request, as the provider names it, or `null` to request
///   none
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
  /// Tokens granted for reasoning, in addition to those of the answer itself.
  public static final int THINKING_TOKENS = 8_192;

  /// Maximum number of web searches in one call.
  public static final int MOST_SEARCHES = 3;

  /// Maximum number of tokens that the pages of one search add to a request. Providers document no
  /// limit; this is well above the examples in their documentation.
  public static final int TOKENS_A_SEARCH = 16_384;

  private static final List<BigDecimal> CLASS_BOUNDS =
      List.of(
          new BigDecimal("0.30"),
          new BigDecimal("1.50"),
          new BigDecimal("6.00"),
          BigDecimal.valueOf(15));

  /// The cost classes, cheapest first.
  static final List<String> CLASSES = List.of("very_low", "low", "medium", "high", "very_high");

  /// The provider and the model, for messages.
  public String name() {
    return provider + "/" + model;
  }

  /// Its cost class, which depends on the mean price of a million tokens, with three request tokens
  /// for each answer token.
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

  /// The maximum usage and cost of a call.
  ///
  /// @param input tokens of the request, including the pages of its searches each time they are
  ///   read
  /// @param output tokens of the answer, including reasoning
  /// @param costMicros in millionths of a US dollar
  public record Bound(long input, long output, long costMicros) {
    /// Input and output tokens together.
    public long tokens() {
      return input + output;
    }
  }

  /// Whether this model itself searches the web for a request.
  public boolean searches(ModelRequest request) {
    return webSearch && request.web() == WebAccess.OWN;
  }

  /// The maximum usage and cost of a request with a number of tokens.
  public Bound most(ModelRequest request, long requestTokens) {
    int searches = searches(request) ? MOST_SEARCHES : 0;
    long input = read(requestTokens, searches);
    long output = outputBound(request);
    return new Bound(input, output, prices.most(input, output, searches));
  }

  /// The number of input tokens billed for a request with a number of searches. After each search
  /// the model reads the request and all pages found so far again.
  public static long read(long requestTokens, int searches) {
    return requestTokens * (searches + 1) + (long) TOKENS_A_SEARCH * searches * (searches + 1) / 2;
  }

  /// The maximum number of tokens of an answer, including reasoning. Half of a small context window
  /// is reserved for the request.
  public int outputBound(ModelRequest request) {
    long thinking = reasoning ? Math.min(THINKING_TOKENS, context / 4) : 0;
    long wanted = request.maxOutputTokens() + thinking;
    return (int) Math.min(wanted, Math.min(maxOutput, Math.max(1, context / 2)));
  }
}
