package dev.converge.runtime.jobs;

import com.linecorp.armeria.common.RequestHeaders;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.problems.ProblemException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The client's preferences for the response (RFC 7240).
///
/// @param patience how long to wait for the result, or `null` not to wait
/// @param async whether the client asked not to wait
record PreferHeader(@Nullable Duration patience, boolean async) {
  private static final PreferHeader NOTHING = new PreferHeader(null, false);
  private static final int MOST_DIGITS = 6;

  /// Reads all `Prefer` headers. Unknown preferences are ignored, as the RFC requires.
  ///
  /// @throws ProblemException with `MALFORMED` if `wait` is not a number of seconds
  static PreferHeader of(RequestHeaders headers) {
    if (!headers.contains("prefer")) {
      return NOTHING;
    }
    Duration wait = null;
    boolean async = false;
    for (String header : headers.getAll("prefer")) {
      for (String preference : header.split("[,;]", -1)) {
        String p = preference.strip().toLowerCase(Locale.ROOT);
        if (p.startsWith("wait=")) {
          wait = seconds(p.substring("wait=".length()));
        }
        async |= p.equals("respond-async");
      }
    }
    return new PreferHeader(wait, async);
  }

  private static Duration seconds(String text) {
    String digits =
        text.length() > 2 && text.startsWith("\"") && text.endsWith("\"")
            ? text.substring(1, text.length() - 1)
            : text;
    boolean good = !digits.isEmpty() && digits.length() <= MOST_DIGITS;
    if (!good || digits.chars().anyMatch(c -> c < '0' || c > '9')) {
      throw new ProblemException(
          ErrorCode.MALFORMED, "Prefer: wait (expected: a whole number of seconds)");
    }
    return Duration.ofSeconds(Long.parseLong(digits));
  }
}
