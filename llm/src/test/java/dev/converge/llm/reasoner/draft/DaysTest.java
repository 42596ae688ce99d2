package dev.converge.llm.reasoner.draft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Days that a text names, in five languages.
final class DaysTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "on Tuesday 17 November | [11-17]",
        "on November 17th, 2026 | [11-17]",
        "from 3 August to 11 September 2026 | [8-3, 9-11]",
        "am 28. August und am 6. Mai | [8-28, 5-6]",
        "le 1er mars et le 14 juillet | [3-1, 7-14]",
        "den 7 april | [4-7]",
        "el 2 de enero | [1-2]",
        "in 2026, on 14 vessels, at 7.30 | []",
      })
  void daysAreFound(String text, String days) {
    assertEquals(days, Days.in(text).toString());
  }
}
