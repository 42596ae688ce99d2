package dev.converge.engine.agent;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads how long a provider asks clients to wait: the header `Retry-After` of RFC 9110, and
/// variants of it in milliseconds. Invalid values count as absent.
public final class RetryAfter {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,9})?");
  private static final int MILLIS = 1_000;

  private RetryAfter() {}

  /// A number of seconds, or a date.
  ///
  /// @param now start of the delay until a date; a date in the past is zero
  public static Optional<Duration> of(String header, Instant now) {
    return seconds(header)
        .or(() -> date(header).map(at -> Duration.between(now, at)))
        .map(left -> left.isNegative() ? Duration.ZERO : left);
  }

  /// A number of seconds, which may have a fraction.
  public static Optional<Duration> seconds(String text) {
    return number(text).map(n -> Duration.ofMillis(Math.round(n * MILLIS)));
  }

  /// A number of milliseconds.
  public static Optional<Duration> millis(String text) {
    return number(text).map(n -> Duration.ofMillis(Math.round(n)));
  }

  /// A point in time in HTTP format.
  public static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          DateTimeFormatter.RFC_1123_DATE_TIME
              .withLocale(Locale.ROOT)
              .parse(text.strip(), Instant::from));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private static Optional<Double> number(String text) {
    String bare = text.strip();
    return NUMBER.matcher(bare).matches()
        ? Optional.of(Double.parseDouble(bare))
        : Optional.empty();
  }
}
