package dev.converge.core.text;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// Durations as people write them: a number with a unit (`250ms`, `30s`, `5m`, `1h`, `2d`), ISO
/// 8601 (`PT30S`), or in headers and queries plain seconds (`30`).
public final class Durations {
  /// What is expected, for error messages.
  public static final String EXPECTED = "a duration such as \"30s\", \"5m\" or \"PT30S\"";

  private static final int MOST_DIGITS = 9;

  private Durations() {}

  /// Reads a duration that is not negative.
  public static Optional<Duration> parse(String text) {
    if (text.startsWith("P") || text.startsWith("p")) {
      try {
        Duration iso = Duration.parse(text);
        return iso.isNegative() ? Optional.empty() : Optional.of(iso);
      } catch (DateTimeParseException _) {
        return Optional.empty();
      }
    }
    int digits = digits(text);
    if (digits == 0 || digits > MOST_DIGITS) {
      return Optional.empty();
    }
    long amount = Long.parseLong(text.substring(0, digits));
    return switch (text.substring(digits)) {
      case "ms" -> Optional.of(Duration.ofMillis(amount));
      case "s" -> Optional.of(Duration.ofSeconds(amount));
      case "m" -> Optional.of(Duration.ofMinutes(amount));
      case "h" -> Optional.of(Duration.ofHours(amount));
      case "d" -> Optional.of(Duration.ofDays(amount));
      default -> Optional.empty();
    };
  }

  /// Reads a duration that may also be plain seconds.
  public static Optional<Duration> parseOrSeconds(String text) {
    return digits(text) == text.length() ? parse(text + "s") : parse(text);
  }

  private static int digits(String text) {
    int n = 0;
    while (n < text.length() && text.charAt(n) >= '0' && text.charAt(n) <= '9') {
      n++;
    }
    return n;
  }
}
