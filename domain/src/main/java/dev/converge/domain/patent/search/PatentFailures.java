package dev.converge.domain.patent.search;

import dev.converge.core.agent.FailureKind;
import dev.converge.core.text.Shortened;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Says for people why a source gave no answer. No message holds a key.
///
/// @param api the source's
record PatentFailures(PatentApi api) {
  /// Maximum number of characters of a provider's message that are shown.
  static final int MAX_WORDS = 200;

  private static final Pattern TAGS = Pattern.compile("<[^>]*>|[\\p{Cntrl}\\s]+");

  /// An answer that is an error.
  PatentSearchException of(URI asked, PatentReply reply) {
    String keys = String.join(" and ", api.variables());
    return switch (reply.status()) {
      case 401 ->
          new PatentSearchException(
              FailureKind.FORBIDDEN, message(reply, "not let in", "a valid key in " + keys), null);
      case 403 ->
          api.throttled(reply)
              ? busy(reply)
              : new PatentSearchException(
                  FailureKind.FORBIDDEN,
                  message(reply, "not allowed", "a key in " + keys + " that may search"),
                  null);
      case 404 ->
          new PatentSearchException(
              FailureKind.CRASHED,
              message(reply, "nothing at " + place(asked), "the address of its search"),
              null);
      case 408, 425, 429 -> busy(reply);
      default -> reply.status() >= 500 ? busy(reply) : refused(reply);
    };
  }

  private PatentSearchException busy(PatentReply reply) {
    Duration after = api.pause(reply).orElse(null);
    return unavailable(
        message(
            reply,
            reply.status() >= 500 ? "out of order" : "too many requests",
            after == null ? "an answer" : "no request within " + after.toSeconds() + " s"),
        after);
  }

  private PatentSearchException refused(PatentReply reply) {
    boolean moved = reply.status() / 100 == 3;
    return new PatentSearchException(
        FailureKind.CRASHED,
        message(
            reply, moved ? "sent elsewhere" : "refused", moved ? "an answer" : "a query it takes"),
        null);
  }

  /// The provider asked to be left alone for longer than a search waits.
  PatentSearchException resting(Duration left) {
    return unavailable(
        "source %s: asked to be left alone (expected: no request within %d s)"
            .formatted(name(), left.toSeconds()),
        left);
  }

  /// No answer in time.
  PatentSearchException slow(Duration within) {
    return new PatentSearchException(
        FailureKind.TIMEOUT,
        "source %s: no whole answer (expected: within %d ms)".formatted(name(), within.toMillis()),
        null);
  }

  /// The connection failed or broke.
  PatentSearchException cut(Exception e) {
    return unavailable(
        "source %s: the connection failed, %s (expected: an answer)"
            .formatted(name(), hidden(e.getClass().getSimpleName() + " " + e.getMessage())),
        null);
  }

  /// An answer that is not as documented.
  PatentSearchException malformed(String problem) {
    return new PatentSearchException(
        FailureKind.MALFORMED,
        "source %s: the answer cannot be read, %s".formatted(name(), hidden(problem)),
        null);
  }

  private static PatentSearchException unavailable(String message, @Nullable Duration after) {
    return new PatentSearchException(FailureKind.UNAVAILABLE, message, after);
  }

  private String message(PatentReply reply, String what, String expected) {
    String words = hidden(reply.body());
    return "source %s: status %d, %s%s (expected: %s)"
        .formatted(
            name(), reply.status(), what, words.isEmpty() ? "" : ": \"" + words + "\"", expected);
  }

  private String name() {
    return api.dialect().source();
  }

  private static String place(URI asked) {
    return asked.getScheme() + "://" + asked.getRawAuthority() + asked.getRawPath();
  }

  /// A provider's words on one line, without keys.
  private String hidden(String text) {
    String shown = text;
    for (String secret : api.secrets()) {
      shown = secret.isEmpty() ? shown : shown.replace(secret, "***");
    }
    shown = TAGS.matcher(shown).replaceAll(" ").strip();
    return Shortened.of(shown, MAX_WORDS);
  }
}
