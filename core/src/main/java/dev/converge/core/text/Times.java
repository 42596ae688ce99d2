package dev.converge.core.text;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times as every transport writes them: RFC 3339 in UTC with milliseconds.
public final class Times {
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Times() {}

  /// The instant, cut to milliseconds.
  @SuppressWarnings("JavaInstantGetSecondsGetNano") // the part below a millisecond is in the nanos
  public static Instant millis(Instant at) {
    int beyond = at.getNano() % NANOS_PER_MILLI;
    return beyond == 0 ? at : at.minusNanos(beyond);
  }

  /// `2026-11-25T02:14:54.120Z`.
  public static String format(Instant at) {
    return FORMAT.format(at);
  }
}
