package dev.converge.core.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AskedLengthTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A letter, no more than 220 words, friendly.|at most 220",
        "An item, around 150 words.|about 150",
        "Produkttext, 100–130 Wörter.|100–130",
        "Text, 90 to 120 words.|90–120",
        "Brev, högst 170 ord.|at most 170",
        "Une page courte (180 mots maximum).|at most 180",
        "Aviso, 130 palabras a lo sumo.|at most 130",
        "Texto, máximo 150 palabras.|at most 150",
        "Webtext, 160 Wörter höchstens.|at most 160",
        "A note about 3 things.|"
      })
  void aLengthIsReadAsItIsAsked(String brief, String inWords) {
    assertEquals(
        inWords == null ? "" : inWords, AskedLength.in(brief).map(AskedLength::inWords).orElse(""));
  }

  @Test
  void oneNumberMeansRoughlyThatAndARangeMeansTheRange() {
    assertTrue(new AskedLength(120, 120, true).met(100));
    assertFalse(new AskedLength(120, 120, true).met(95));
    assertFalse(new AskedLength(100, 130, false).met(99));
    assertTrue(new AskedLength(0, 90, false).met(90));
    assertFalse(new AskedLength(0, 90, false).met(91));
  }
}
