package dev.converge.llm.model;

import dev.converge.core.budget.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// The prices of a model, in US dollars.
///
/// @param input for a million tokens of requests
/// @param output for a million tokens of answers, including reasoning
/// @param call for each call, in addition
/// @param cached for a million request tokens that the provider had cached
/// @param written for a million request tokens that the provider caches for later calls
/// @param search for each web search
public record Prices(
    BigDecimal input,
    BigDecimal output,
    BigDecimal call,
    BigDecimal cached,
    BigDecimal written,
    BigDecimal search) {
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
  private static final int DIGITS = 12;

  /// Free of charge.
  public static final Prices FREE = flat(BigDecimal.ZERO, BigDecimal.ZERO);

  /// Prices for tokens only, the same for cached tokens.
  public static Prices flat(BigDecimal input, BigDecimal output) {
    return new Prices(input, output, BigDecimal.ZERO, input, input, BigDecimal.ZERO);
  }

  /// The cost of a call, in millionths of a US dollar, rounded up.
  public long of(TokenUsage usage) {
    long plain = usage.input() - usage.cached() - usage.written();
    BigDecimal tokens =
        tokens(input, plain)
            .add(tokens(cached, usage.cached()))
            .add(tokens(written, usage.written()))
            .add(tokens(output, usage.output()));
    return Money.micros(
        tokens
            .divide(MILLION, DIGITS, RoundingMode.CEILING)
            .add(call)
            .add(search.multiply(BigDecimal.valueOf(usage.searches()))));
  }

  /// The maximum cost of a call, in millionths of a US dollar, rounded up.
  long most(long inputTokens, long outputTokens, int searches) {
    BigDecimal dearest = input.max(written).max(cached);
    return Money.micros(
        tokens(dearest, inputTokens)
            .add(tokens(output, outputTokens))
            .divide(MILLION, DIGITS, RoundingMode.CEILING)
            .add(call)
            .add(search.multiply(BigDecimal.valueOf(searches))));
  }

  private static BigDecimal tokens(BigDecimal price, long count) {
    return price.multiply(BigDecimal.valueOf(count));
  }
}
