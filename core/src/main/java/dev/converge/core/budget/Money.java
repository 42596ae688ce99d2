package dev.converge.core.budget;

import java.math.BigDecimal;

/// Money in millionths of a US dollar, and as people write it.
public final class Money {
  private Money() {}

  /// The amount in dollars, without trailing zeros: `2.5`.
  public static String usd(long micros) {
    BigDecimal amount = BigDecimal.valueOf(micros, 6).stripTrailingZeros();
    return amount.toPlainString();
  }

  /// The amount in millionths, rounded up so that nothing is booked too low.
  ///
  /// @throws ArithmeticException if it does not fit 63 bits
  public static long micros(BigDecimal usd) {
    return usd.movePointRight(6).setScale(0, java.math.RoundingMode.CEILING).longValueExact();
  }
}
