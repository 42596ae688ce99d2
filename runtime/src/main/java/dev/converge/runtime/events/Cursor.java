package dev.converge.runtime.events;

import dev.converge.core.text.Shortened;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.problems.ProblemException;
import org.jspecify.annotations.Nullable;

/// Positions in a run's events as clients give them: the sequence of the last event they have.
public final class Cursor {
  private static final String LAST_EVENT_ID = "last-event-id";
  private static final int MOST_DIGITS = 15;

  private Cursor() {}

  /// Where a stream continues: `Last-Event-ID` takes precedence over `?after`; 0 if neither is
  /// given.
  ///
  /// @throws ProblemException with `BAD_CURSOR` if it is not a number
  public static long of(Exchange exchange) {
    String last = exchange.header(LAST_EVENT_ID);
    return last != null ? parse("Last-Event-ID", last) : parse("after", exchange.query("after"));
  }

  /// A position; 0 for `null`.
  ///
  /// @throws ProblemException with `BAD_CURSOR` if it is not a number
  public static long parse(String name, @Nullable String text) {
    if (text == null) {
      return 0;
    }
    boolean digits = !text.isEmpty() && text.length() <= MOST_DIGITS;
    long value = 0;
    for (int i = 0; digits && i < text.length(); i++) {
      char c = text.charAt(i);
      digits = c >= '0' && c <= '9';
      value = value * 10 + (c - '0');
    }
    if (!digits) {
      String shown = Shortened.of(text, 32);
      throw new ProblemException(
          ErrorCode.BAD_CURSOR,
          name + ": \"" + shown + "\" (expected: the sequence of an event of this run)");
    }
    return value;
  }
}
