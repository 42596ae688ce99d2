package dev.converge.domain.patent.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.converge.domain.patent.Language;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ForeignClaimsTest {
  private static final String MILL = "Eine Kaffeemühle, die das Mahlgut wiegt";

  @Test
  void partsKeepTheirWordsAndAreJoinedByThoseOfTheirLanguage() {
    assertEquals(
        MILL
            + ", umfassend:\n  ein Mahlwerk aus zwei Scheiben;\n  ein Motor; und\n  eine Waage, die den"
            + " Motor abschaltet.",
        ForeignClaims.independent(
            Language.DE,
            MILL,
            List.of(
                "ein Mahlwerk aus zwei Scheiben",
                "ein Motor",
                "eine Waage, die den Motor abschaltet")));
    assertEquals(
        "Une fermeture, comprenant :\n  un curseur ; et\n  deux rangées de dents.",
        ForeignClaims.independent(
            Language.FR, "une fermeture", List.of("un curseur", "deux rangées de dents")));
  }

  @Test
  void aDependentClaimNamesTheSubjectWithoutWhatDescribesIt() {
    assertEquals(
        "Kaffeemühle nach Anspruch 1, ferner umfassend: ein Deckel.",
        ForeignClaims.dependent(Language.DE, MILL, 1, "ein Deckel"));
    assertEquals(
        "Isskrapa enligt patentkrav 2, vidare innefattande: ett handtag.",
        ForeignClaims.dependent(
            Language.SV, "En isskrapa för bilrutor som värmer sitt blad", 2, "ett handtag"));
  }

  @Test
  void englishHasAGrammarOfItsOwn() {
    assertFalse(ForeignClaims.has(Language.EN));
  }
}
