package dev.converge.domain.template.source;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/// Numbers as the YAML 1.2 core schema writes them.
public final class Numbers {
  /// Maximum length of a number, in characters; longer numbers are rejected before they are parsed.
  private static final int MAX_LENGTH = 40;

  private Numbers() {}

  /// The number as people write it, for messages.
  public static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  /// The number; empty if it is infinite, not a number, or too long.
  public static Optional<BigDecimal> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      if (text.startsWith("0o")) {
        return Optional.of(new BigDecimal(new BigInteger(text.substring(2), 8)));
      }
      if (text.startsWith("0x")) {
        return Optional.of(new BigDecimal(new BigInteger(text.substring(2), 16)));
      }
      BigDecimal number = new BigDecimal(text);
      // 1e999999999 would fill the memory if it were written out.
      return Double.isFinite(number.doubleValue()) && Math.abs(number.scale()) <= 400
          ? Optional.of(number)
          : Optional.empty();
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
