package dev.converge.llm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenEstimateTest {
  private static final int TIMES = 3_000;

  private static final String PROSE =
      "A clinic that scans a patient's teeth sends the scan to a laboratory. The laboratory"
          + " builds the crown within two days, and the courier brings it back in the morning. ";

  /// Some tokenizers make a token of each of these characters.
  @ParameterizedTest
  @ValueSource(strings = {"7", " ", "\n", "!", "=", "-", "\t"})
  void whatSomeTokenizersTakeOneByOneIsCountedOneByOne(String character) {
    long bound = TokenEstimate.bound(character.repeat(TIMES));
    assertTrue(bound >= TIMES, () -> bound + " for " + TIMES + " times " + character);
  }

  @Test
  void aColumnOfNumbersHasATokenForEachDigit() {
    String column = "123456789 ".repeat(TIMES);
    assertTrue(TokenEstimate.bound(column) >= 9L * TIMES);
  }

  @Test
  void whatIsNotAsciiCountsByteByByte() {
    String text = "\u5c71".repeat(TIMES);
    assertEquals(3L * TIMES + TokenEstimate.OVERHEAD, TokenEstimate.bound(text));
  }

  @Test
  void proseNeedsLessThanHalfOfItsBytesAndNothingNeedsMoreThanItsBytes() {
    String prose = PROSE.repeat(20);
    long bytes = prose.getBytes(StandardCharsets.UTF_8).length;
    assertTrue(TokenEstimate.bound(prose) - TokenEstimate.OVERHEAD < bytes / 2);
    assertTrue(TokenEstimate.bound(prose) > TokenEstimate.size(prose).usual());
    for (String text : new String[] {"", "a", "1 2 3", "{\"a\":[1,2,3]}", "\u5c71 a 1 !!"}) {
      assertTrue(
          TokenEstimate.bound(text)
              <= text.getBytes(StandardCharsets.UTF_8).length + TokenEstimate.OVERHEAD);
    }
  }
}
