package dev.converge.llm.model;

import dev.converge.core.budget.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// What a model costs, in US dollars.
///
/// @param input a million tokens of requests
/// @param output a million tokens of answers, thinking included
/// @param call each call besides
/// @param cached a million tokens of requests that the provider had kept
/// @param written a million tokens of requests that the provider keeps for later calls
/// @param search each search of the web
public record Prices(
    BigDecimal input,
    BigDecimal output,
    BigDecimal call,
    BigDecimal cached,
    BigDecimal written,
    BigDecimal search) {
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
  private static final int DIGITS = 12;

  /// Nothing is paid.
  public static final Prices FREE = flat(BigDecimal.ZERO, BigDecimal.ZERO);

  /// Tokens alone, whether kept or not.
  public static Prices flat(BigDecimal input, BigDecimal output) {
    return new Prices(input, output, BigDecimal.ZERO, input, input, BigDecimal.ZERO);
  }

  /// What a call cost, in millionths of a US dollar, rounded up.
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

  /// The most that a call can cost, in millionths of a US dollar, rounded up.
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
