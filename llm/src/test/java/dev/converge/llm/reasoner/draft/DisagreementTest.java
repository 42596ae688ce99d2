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
        "DE|true|Wir haben jeden Sonntag von 13 bis 18 Uhr auf.|Öffnung 13–17 Uhr.",
        "DE|true|Ab 12 Monate freigegeben.|Ab 6 Monate geeignet!",
        "DE|false|Wir haben jeden Sonntag von 13 bis 18 Uhr auf.|Anmeldung Mo–Do 9–12 Uhr."
      })
  void twoSourcesThatDifferAreFound(
      SeedLanguage language, boolean differ, String one, String other) {
    Piece first = Piece.of("source:a", 0, one, language, Set.of());
    Piece second = Piece.of("source:b", 1, other, language, Set.of());
    assertEquals(differ, Disagreement.between(first, second));
  }
}
