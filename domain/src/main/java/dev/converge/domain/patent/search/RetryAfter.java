package dev.converge.domain.patent.search;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads how long a provider asks to be left alone.
final class RetryAfter {
  /// The longest that is believed.
  static final Duration LONGEST = Duration.ofHours(24);

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}");

  private RetryAfter() {}

  /// What the standard header says: seconds, or a date, which counts from the answer's own.
  static Optional<Duration> of(PatentReply reply) {
    String text = reply.header("retry-after");
    Optional<Instant> sent = date(reply.header("date"));
    return seconds(text)
        .or(() ->
            date(text)
                .filter(_ -> sent.isPresent())
                .map(until -> Duration.between(sent.get(), until))
                .filter(Duration::isPositive)
                .map(RetryAfter::shorter));
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          DateTimeFormatter.RFC_1123_DATE_TIME
              .withLocale(Locale.ROOT)
              .parse(text.strip(), Instant::from));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /// A number of seconds; nothing if it is none.
  static Optional<Duration> seconds(String text) {
    return number(text).map(n -> shorter(Duration.ofSeconds(n)));
  }

  /// A number of milliseconds; nothing if it is none.
  static Optional<Duration> millis(String text) {
    return number(text).map(n -> shorter(Duration.ofMillis(n)));
  }

  private static Optional<Long> number(String text) {
    String bare = text.strip();
    return NUMBER.matcher(bare).matches() ? Optional.of(Long.parseLong(bare)) : Optional.empty();
  }

  private static Duration shorter(Duration asked) {
    return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
  }
}
