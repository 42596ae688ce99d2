package dev.converge.llm.reasoner.draft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.converge.llm.reasoner.text.SeedLanguage;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What of a source is a sentence.
final class SourceLinesTest {
  private static List<String> read(String source) {
    return Pieces.of(SourceLines.of(source));
  }

  @Test
  void letterheadsHeadsOfMailsAndSalutationsAreNoSentences() {
    assertEquals(
        List.of("The baths are closed on 3 May."),
        read(
            """
            Hartley Baths
            Customer services, room 12

            From: Customer services
            To: All clubs
            Date: 2 April

            Dear Secretary,
            The baths are closed on 3 May.
            """));
  }

  @Test
  void aDateAloneIsNoHeadOfAMail() {
    assertEquals(
        List.of("Bring a lamp.", "Date: 12 May"), read("Bring a lamp.\nDate: 12 May\nNight walk"));
  }

  @Test
  void titlesAndNumbersOfItemsAreLeftOut() {
    assertEquals(
        List.of(
            "The treasurer reported a loss.",
            "The deck has two cracks.",
            "Die Fahrt kostet 90 Euro.",
            "Avgiften höjs den 1 april."),
        read(
            """
            Minutes of 9 September
            3. Water. The treasurer reported a loss.
            5 Options
            4.2 The deck has two cracks.
            TOP 2: Klassenfahrt. Die Fahrt kostet 90 Euro.
            § 7 Avgift
            Avgiften höjs den 1 april.\
            """));
  }

  @Test
  void aLabelWithItsValueStandsByItself() {
    assertEquals(
        List.of("We meet at the gate.", "Parking: none", "Ferry Street: 11.40", "It may rain."),
        read("We meet at the gate.\nParking: none\n- Ferry Street: 11.40\nIt may rain."));
  }

  @Test
  void aSentenceGoesOnInTheNextLine() {
    String wrapped =
        "The committee has decided that the hall will be closed for\nrepairs until Easter.";
    assertEquals(
        List.of("The committee has decided that the hall will be closed for repairs until Easter."),
        read(wrapped));
  }

  @Test
  void itemsWithAnyMarkEndWithTheirLine() {
    assertEquals(
        List.of("With it you get: 12 months' warranty", "Ask for Craig."),
        read("With it you get:\n+ 12 months' warranty\nAsk for Craig."));
  }

  @Test
  void aTextOfOneLineStaysAsItIs() {
    assertEquals(List.of("Closed on Monday"), read("Closed on Monday"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EN|Income from the water charge was £984 (82 plots at £12).|We had three plots with sprinklers running all day.",
        "DE|Taschengeld höchstens 30 Euro.|Der Verein hilft in anderen Fällen mit höchstens 80 Euro.",
        "SV|Duschvagn ställs upp senast fyra dagar före start.|Han vill ha nycklar senast tio dagar före start.",
        "EN|Term 48 months, £398 per quarter.|Notice: three months in writing before the end of the term."
      })
  void figuresOfOtherThingsDoNotContradictEachOther(
      SeedLanguage language, String one, String other) {
    Piece first = Piece.of("source:a", 0, one, language, Set.of(), Standing.STATED);
    Piece second = Piece.of("source:b", 1, other, language, Set.of(), Standing.STATED);
    assertFalse(new Disagreement().between(first, second));
  }
}
