package dev.converge.likeness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.domain.patent.likeness.AlikePatents;
import dev.converge.domain.patent.likeness.SentenceModels;
import dev.converge.domain.patent.search.LocalPatents;
import dev.converge.domain.patent.search.PatentQuery;
import dev.converge.domain.patent.search.PatentSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The model itself over the patents that ship. It is loaded once.
class MiniLmTest {
  private static PatentSource alike;

  @BeforeAll
  static void load() {
    alike = AlikePatents.beside(LocalPatents.bundled(), SentenceModels.installed());
  }

  /// What is found for a text of whose words no patent has one, so that only the meaning counts.
  private static List<String> found(String text) throws Exception {
    List<PatentQuery.Group> none = List.of(new PatentQuery.Group(1, List.of("zzyzx")));
    PatentQuery query = new PatentQuery(none, 1, List.of(), List.of(), null, 25);
    return alike.search(query.told(text)).stream().map(hit -> hit.document().id()).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          US4405829 | Two people who never met exchange secret messages: each publishes a number that anybody may use to scramble a text, and keeps another with which alone it is read again.
          US2495429 | A kitchen appliance that warms food within minutes by radiating it with very short radio waves from a tube.
          US223898  | A glass bulb from which the air is drawn, with a thin thread inside that glows when current flows.
          US2717437 | Two strips of cloth, one with tiny hooks, the other with loops, that cling when pressed together.
          US223898  | Eine elektrische Lampe mit einem Glühfaden aus Kohle in einem luftleeren Glaskolben, der zum Leuchten von Strom durchflossen wird.
          """)
  void anInventionInOtherWordsIsNearestToItsPatent(String patent, String text) throws Exception {
    assertEquals(patent, found(text).getFirst());
  }

  /// The model knows English; what it makes of other languages comes of words that are alike.
  @Test
  void germanWithoutWordsLikeEnglishOnesIsNotFound() throws Exception {
    List<String> found =
        found(
            "Ein Verfahren, geheime Nachrichten zu senden, mit einem öffentlichen und einem"
                + " geheimen Schlüssel.");
    assertTrue(!found.isEmpty() && !found.contains("US4405829"), found::toString);
  }

  @Test
  void whatWordsFoundStaysBesideWhatIsAlike() throws Exception {
    List<PatentQuery.Group> beer = List.of(new PatentQuery.Group(1, List.of("beer")));
    PatentQuery query = new PatentQuery(beer, 1, List.of(), List.of(), null, 25);
    Map<String, Integer> ranks = new TreeMap<>();
    alike
        .search(query.told("A bulb that glows when current flows."))
        .forEach(hit -> ranks.put(hit.document().id(), hit.alike()));
    assertEquals(0, ranks.get("US135245"), ranks::toString);
    assertEquals(1, ranks.get("US223898"), ranks::toString);
    assertTrue(alike.version().endsWith("+likeness/" + MiniLm.NAME), alike.version());
  }
}
