package dev.converge.core.text;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times in the format of every transport: RFC 3339 in UTC with milliseconds.
public final class Times {
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;
  private static final int DAY = 24 * HOUR;
  private static final byte[] TEMPLATE =
      "0000-00-00T00:00:00.000Z".getBytes(StandardCharsets.ISO_8859_1);
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /// Unix seconds of the first year that does not have four digits.
  private static final long FIRST = -62_167_219_200L;

  private static final long AFTER_LAST = 253_402_300_800L;

  private Times() {}

  /// The instant, truncated to milliseconds.
  @SuppressWarnings("JavaInstantGetSecondsGetNano") // the part below a millisecond is in the nanos
  public static Instant millis(Instant at) {
    int beyond = at.getNano() % NANOS_PER_MILLI;
    return beyond == 0 ? at : at.minusNanos(beyond);
  }

  /// `2026-11-25T02:14:54.120Z`.
  @SuppressWarnings("JavaInstantGetSecondsGetNano") // the part below a second is in the nanos
  public static String format(Instant at) {
    long seconds = at.getEpochSecond();
    if (seconds < FIRST || seconds >= AFTER_LAST) {
      return FORMAT.format(at);
    }
    // Each event has a time, and the JDK's formatter takes ten times as long.
    LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(seconds, DAY));
    int second = (int) Math.floorMod(seconds, (long) DAY);
    byte[] out = TEMPLATE.clone();
    digits(out, 0, 4, day.getYear());
    digits(out, 5, 2, day.getMonthValue());
    digits(out, 8, 2, day.getDayOfMonth());
    digits(out, 11, 2, second / HOUR);
    digits(out, 14, 2, second / MINUTE % MINUTE);
    digits(out, 17, 2, second % MINUTE);
    digits(out, 20, 3, at.getNano() / NANOS_PER_MILLI);
    return new String(out, StandardCharsets.ISO_8859_1);
  }

  private static void digits(byte[] out, int at, int count, int number) {
    int rest = number;
    for (int i = at + count - 1; i >= at; i--) {
      out[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
