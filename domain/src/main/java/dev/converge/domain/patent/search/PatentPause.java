package dev.converge.domain.patent.search;

import dev.converge.engine.agent.RetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How long a source of patents asks to be left alone.
final class PatentPause {
  /// The longest that is believed.
  static final Duration LONGEST = Duration.ofHours(24);

  private PatentPause() {}

  /// What the standard header says: seconds, or a date, which counts from the answer's own.
  static Optional<Duration> of(PatentReply reply) {
    String text = reply.header("retry-after");
    Optional<Instant> sent = RetryAfter.date(reply.header("date"));
    return RetryAfter.seconds(text)
        .or(() -> sent.flatMap(now -> RetryAfter.of(text, now)).filter(Duration::isPositive))
        .map(PatentPause::shorter);
  }

  /// A number of seconds; nothing if it is none.
  static Optional<Duration> seconds(String text) {
    return RetryAfter.seconds(text).map(PatentPause::shorter);
  }

  /// A number of milliseconds; nothing if it is none.
  static Optional<Duration> millis(String text) {
    return RetryAfter.millis(text).map(PatentPause::shorter);
  }

  private static Duration shorter(Duration asked) {
    return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
  }
}
