package dev.converge.llm.reasoner.draft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.llm.reasoner.text.SeedLanguage;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DisagreementTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EN|true|The fair takes place on 12 May.|The summer fair starts on 14 May at ten.",
        "EN|true|The club starts on Wednesday 17 September.|First rehearsal Thursday 18 September.",
        "EN|true|Leaving 8.45 sharp, back about 3.30 pm.|We're back at 3.15 by the way.",
        "EN|false|The fair takes place on 12 May.|Tickets for the fair until 2 May.",
        "EN|false|The fair takes place on 12 May.|The committee met on 3 March in the hall with all members.",
        "EN|false|The site opens at 10.30.|The coach is back at 3.15.",
        "EN|true|Contractor says five weeks.|Contractor told me six weeks to be honest.",
        "EN|true|Old brown bags may be used up until 31 January.|Brown bags must not be used from the 12th.",
        "SV|true|Alla erbjuds plats, tolv vikariat förlängs inte.|Lärarförbundet säger att fjorton vikariat försvinner.",
        "SV|true|Ej vattentät, tål duggregn.|FURU 22 – nu vattentät och maskintvätt 40.",
        "FR|true|Premier étage : visites normales mais gel et masque.|Le premier étage est fermé depuis ce matin lui aussi.",
        "EN|false|Bulk from £348 to £389 per tonne.|Price lock for twelve months at £399.",
        "DE|true|Wir haben jeden Sonntag von 13 bis 18 Uhr auf.|Öffnung 13–17 Uhr.",
        "DE|true|Ab 12 Monate freigegeben.|Ab 6 Monate geeignet!",
        "DE|false|Wir haben jeden Sonntag von 13 bis 18 Uhr auf.|Anmeldung Mo–Do 9–12 Uhr."
      })
  void twoSourcesThatDifferAreFound(
      SeedLanguage language, boolean differ, String one, String other) {
    Piece first = Piece.of("source:a", 0, one, language, Set.of(), Standing.STATED);
    Piece second = Piece.of("source:b", 1, other, language, Set.of(), Standing.STATED);
    assertEquals(differ, new Disagreement().between(first, second));
  }
}
