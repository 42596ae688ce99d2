package dev.converge.domain.template.source;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as people write them: `500ms`, `30s`, `10m`, `2h`, `1d`, or ISO 8601.
public final class Durations {
  /// The longest that is accepted.
  public static final Duration MAX = Duration.ofDays(366);

  private static final Pattern SHORT = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  private Durations() {}

  /// The duration, positive and at most [#MAX].
  public static Optional<Duration> parse(String text) {
    Matcher m = SHORT.matcher(text);
    try {
      return Optional.of(
              m.matches() ? of(Long.parseLong(m.group(1)), m.group(2)) : Duration.parse(text))
          .filter(d -> d.isPositive() && d.compareTo(MAX) <= 0);
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  private static Duration of(long amount, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
