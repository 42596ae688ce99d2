package dev.converge.llm.model;

import dev.converge.core.budget.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/// What the catalogue says of a model.
///
/// @param provider who has it
/// @param model its name there
/// @param inputUsd price of a million tokens of requests
/// @param outputUsd price of a million tokens of answers
/// @param callUsd price of a call besides
/// @param latencyMs what a request of a few thousand tokens takes as a rule
/// @param context tokens of request and answer together
/// @param maxOutput tokens of an answer at most
/// @param reasoning whether it thinks before it answers
/// @param webSearch whether it searches the web
/// @param structuredOutput whether the provider holds it to a JSON Schema
/// @param quality from 0 to 1
public record ModelEntry(
    String provider,
    String model,
    BigDecimal inputUsd,
    BigDecimal outputUsd,
    BigDecimal callUsd,
    long latencyMs,
    long context,
    long maxOutput,
    boolean reasoning,
    boolean webSearch,
    boolean structuredOutput,
    double quality) {
  /// Tokens of an answer that are granted to thinking besides those of the answer itself.
  public static final int THINKING_TOKENS = 8_192;

  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

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
        inputUsd.multiply(BigDecimal.valueOf(3)).add(outputUsd).divide(BigDecimal.valueOf(4));
    int i = 0;
    while (i < CLASS_BOUNDS.size() && mean.compareTo(CLASS_BOUNDS.get(i)) > 0) {
      i++;
    }
    return CLASSES.get(i);
  }

  /// The price of a call in millionths of a US dollar, rounded up.
  public long cost(long input, long output) {
    BigDecimal tokens =
        inputUsd
            .multiply(BigDecimal.valueOf(input))
            .add(outputUsd.multiply(BigDecimal.valueOf(output)))
            .divide(MILLION, 12, RoundingMode.CEILING);
    return Money.micros(tokens.add(callUsd));
  }

  /// The most tokens that an answer to a request may have, thinking included.
  public int outputBound(ModelRequest request) {
    long wanted = (long) request.maxOutputTokens() + (reasoning ? THINKING_TOKENS : 0);
    return (int) Math.min(wanted, maxOutput);
  }
}
