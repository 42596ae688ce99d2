package dev.converge.llm.provider;

import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.core.json.OptionalMembers;
import dev.converge.engine.agent.RetryAfter;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What providers say of when they can be asked again: in `retry-after-ms` or `Retry-After`, in the
/// limits of which nothing remains (`x-ratelimit-remaining-tokens: 0` and
/// `x-ratelimit-reset-tokens: 1m30s`, or Anthropic's with a point in time), or, as Gemini does, in
/// the body of the error.
final class RateLimits {
  private static final String REMAINING = "remaining";
  private static final String RESET = "reset";
  private static final Pattern LIMIT = Pattern.compile("(?:x|anthropic)-ratelimit-.*");
  private static final Pattern PART = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,9})?)(ms|h|m|s)");
  private static final Pattern SPAN =
      Pattern.compile("(?:\\d{1,6}(?:\\.\\d{1,9})?(?:ms|h|m|s)){1,4}");
  private static final double MILLIS_A_SECOND = 1_000;
  private static final double MILLIS_A_MINUTE = 60_000;
  private static final double MILLIS_AN_HOUR = 3_600_000;

  private RateLimits() {}

  /// How long to wait; empty if nothing says so in a form that can be read.
  static Optional<Duration> wait(HttpHeaders headers, String body, Instant now) {
    return headers
        .firstValue("retry-after-ms")
        .flatMap(RetryAfter::millis)
        .or(() -> headers.firstValue("retry-after").flatMap(text -> RetryAfter.of(text, now)))
        .or(() -> reset(headers, now))
        .or(() -> delay(body));
  }

  /// Until the last of the limits that are used up is renewed.
  private static Optional<Duration> reset(HttpHeaders headers, Instant now) {
    return headers.map().entrySet().stream()
        .filter(header -> isUsedUp(header.getKey().toLowerCase(Locale.ROOT), header.getValue()))
        .map(header -> header.getKey().toLowerCase(Locale.ROOT).replace(REMAINING, RESET))
        .flatMap(name -> headers.firstValue(name).stream())
        .flatMap(text -> until(text, now).stream())
        .max(Comparator.naturalOrder());
  }

  private static boolean isUsedUp(String name, Iterable<String> values) {
    return LIMIT.matcher(name).matches()
        && name.contains(REMAINING)
        && values.iterator().hasNext()
        && values.iterator().next().strip().equals("0");
  }

  private static Optional<Duration> until(String text, Instant now) {
    Optional<Duration> span = span(text.strip());
    if (span.isPresent()) {
      return span;
    }
    try {
      Duration left = Duration.between(now, Instant.parse(text.strip()));
      return Optional.of(left.isNegative() ? Duration.ZERO : left);
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /// Spans as OpenAI, Groq and Google write them: `1m30.5s`, `20ms`, `46s`.
  private static Optional<Duration> span(String text) {
    if (!SPAN.matcher(text).matches()) {
      return Optional.empty();
    }
    double millis = 0;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      double unit =
          switch (part.group(2)) {
            case "h" -> MILLIS_AN_HOUR;
            case "m" -> MILLIS_A_MINUTE;
            case "s" -> MILLIS_A_SECOND;
            default -> 1;
          };
      millis += Double.parseDouble(part.group(1)) * unit;
    }
    return Optional.of(Duration.ofMillis((long) Math.ceil(millis)));
  }

  private static Optional<Duration> delay(String body) {
    try {
      if (Json.parse(body) instanceof Json.Obj object) {
        Json.Obj error = OptionalMembers.object(object, "error").orElse(Json.Obj.EMPTY);
        for (Json.Obj detail : OptionalMembers.objects(error, "details")) {
          Optional<Duration> delay =
              OptionalMembers.text(detail, "retryDelay").flatMap(RateLimits::span);
          if (delay.isPresent()) {
            return delay;
          }
        }
      }
    } catch (JsonException _) {
      // A proxy's page.
    }
    return Optional.empty();
  }
}
