package dev.converge.domain.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Fact;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Status;
import dev.converge.domain.patent.likeness.AlikePatents;
import dev.converge.domain.patent.likeness.SentenceModel;
import dev.converge.domain.patent.search.LocalPatents;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.domain.patent.search.PatentHit;
import dev.converge.domain.patent.search.PatentQuery;
import dev.converge.domain.patent.search.PatentSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Meaning beside words, with a model that knows two themes: fences and beer.
class AlikePatentsTest {
  private static final Map<String, Integer> THEMES =
      Map.of("wire-fences", 0, "Zaun", 0, "barbed", 0, "beer", 1, "Bier", 1);

  private static final class Themes implements SentenceModel {
    int asked;

    @Override
    public String name() {
      return "themes/1";
    }

    @Override
    public float[] vector(String text) {
      asked++;
      float[] vector = new float[3];
      vector[2] = 0.1f;
      THEMES.forEach((word, at) -> vector[at] += text.contains(word) ? 1 : 0);
      return vector;
    }
  }

  private static final String FENCE = "US157124";

  private final Themes model = new Themes();
  private final PatentSource words = LocalPatents.bundled();
  private final PatentSource alike = AlikePatents.beside(words, model);

  private static PatentQuery query(String word) {
    List<PatentQuery.Group> groups = List.of(new PatentQuery.Group(1, List.of(word)));
    return new PatentQuery(groups, 1, List.of(), List.of(), null, 25);
  }

  private static CoreRun run(PatentSource source, List<Seed> seeds) {
    SearchAgents searches = SearchAgents.of(List.of(source));
    return new CoreRun(PatentRun.PROGRAM, PatentRun.search(searches)).start(seeds);
  }

  @Test
  void aQueryWithoutItsTextIsLeftToTheWords() throws Exception {
    assertEquals(words.search(query("lamp")), alike.search(query("lamp")));
    assertEquals(0, model.asked);
  }

  @Test
  void bothRankingsAreJoinedAndEachDocumentIsReadOnce() throws Exception {
    PatentQuery query = query("lamp").told("A thing of barbed steel for lamps");
    List<PatentHit> hits = alike.search(query);
    List<String> found = hits.stream().map(hit -> hit.document().id()).toList();
    assertTrue(found.indexOf("US223898") < 3 && found.indexOf(FENCE) < 3, found::toString);
    PatentHit fence = hits.get(found.indexOf(FENCE));
    assertEquals(1, fence.alike());
    assertEquals(found.indexOf(FENCE) + 1, fence.position());
    int read = model.asked;
    assertEquals(hits, alike.search(query));
    assertEquals(read + 1, model.asked);
  }

  @Test
  void whatIsAlikeMustBeOldEnoughToo() throws Exception {
    PatentQuery query =
        new PatentQuery(
            query("lamp").groups(), 1, List.of(), List.of(), LocalDate.of(1860, 1, 1), 25);
    for (PatentHit hit : alike.search(query.told("A barbed thing"))) {
      assertTrue(hit.document().published().isBefore(LocalDate.of(1860, 1, 1)), hit::toString);
    }
  }

  @Test
  void likenessRanksAndDecidesNothing() {
    List<Seed> seeds =
        PatentRun.seeds("invention:it", "A lamp with a bulb of glass beside a barbed rope.");
    CoreRun without = run(words, seeds);
    CoreRun with = run(alike, seeds);
    assertEquals(Status.CONVERGED, with.state().status(), with.state().detail().orElse(""));
    assertEquals(PatentRun.shortlist(without), PatentRun.shortlist(with));
    Fact report = with.state().context().facts("Reports").getFirst();
    assertTrue(report.content().contains("Nearest in meaning"), report::content);
    assertTrue(report.content().contains("- " + FENCE), report::content);
    assertFalse(
        without.state().context().facts("Reports").getFirst().content().contains("meaning"));
    Fact search = with.state().context().facts("Searches").getFirst();
    assertTrue(String.valueOf(search.data()).contains("+likeness/themes/1"), search::content);
  }

  @Test
  void anInventionToldInAnotherLanguageIsComparedAsAWhole() {
    CoreRun run =
        run(
            alike,
            PatentRun.seeds(
                "invention:it",
                "Ein Zaun aus Draht, der mit kleinen Spitzen besetzt ist, damit das Vieh nicht"
                    + " durch ihn hindurch geht."));
    assertEquals(Status.CONVERGED, run.state().status(), run.state().detail().orElse(""));
    List<Fact> documents = run.state().context().facts("Documents");
    assertTrue(
        documents.stream()
            .anyMatch(one ->
                PatentFacts.is(one, "patent", FENCE)
                    && PatentFacts.number(one, PatentFacts.ALIKE) == 1),
        documents::toString);
    assertEquals(List.of(), PatentRun.shortlist(run));
    String report = run.state().context().facts("Reports").getFirst().content();
    assertFalse(report.contains("found by words"), report);
  }
}
