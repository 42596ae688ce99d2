package dev.converge.core.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TimesTest {
  private static final DateTimeFormatter PATTERN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource({
    "2026-11-25T02:14:54.120999999Z, 2026-11-25T02:14:54.120Z",
    "1969-12-31T23:59:59.999Z, 1969-12-31T23:59:59.999Z",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00.000Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00.000Z",
    "-0001-12-31T23:59:59.999Z, -0001-12-31T23:59:59.999Z",
    "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z",
    "+10000-01-01T00:00:00Z, +10000-01-01T00:00:00.000Z"
  })
  void timesAreWrittenInUtcWithMilliseconds(Instant at, String text) {
    assertEquals(text, Times.format(at));
  }

  @Test
  void everyTimeIsWrittenAsTheFormatterOfThePlatformWritesIt() {
    Random random = new Random(17);
    for (int i = 0; i < 20_000; i++) {
      Instant at =
          Instant.ofEpochSecond(
              random.nextLong(-63_000_000_000L, 254_000_000_000L), random.nextInt(1_000_000_000));
      assertEquals(PATTERN.format(at), Times.format(at));
    }
  }
}
