package dev.converge.llm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.proposal.Citation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which fact of an answer rests on which page of a web search.
final class PageAssignmentTest {
  private static final String MARKED =
      """
      {"Signals":[{"content":"It grows [2]{\\"","data":{"tags":["[a]","}"]}},{"content":"From the seeds"}],
       "Other":[{"content":"It shrinks, https://example.org/a says"}]}\
      """;

  private static CitedPage page(String url, int number, TextRange... places) {
    return new CitedPage(new Citation(url, null, null), number, List.of(places));
  }

  /// The addresses of the pages of each fact, in their order.
  private static List<String> pages(String text, CitedPage... pages) {
    PageAssignment assignment = new PageAssignment(text, List.of(pages));
    Json.Obj answer =
        (Json.Obj) Json.parse(text.substring(text.indexOf("{\"Signals")).replace("```", ""));
    List<String> found = new ArrayList<>();
    for (String key : List.of("Signals", "Other")) {
      List<Json.Obj> facts = OptionalMembers.objects(answer, key);
      for (int i = 0; i < facts.size(); i++) {
        found.add(
            String.join(
                " ", assignment.of(key, i, facts.get(i)).stream().map(Citation::source).toList()));
      }
    }
    return found;
  }

  private static TextRange at(String text, String words) {
    int start = text.indexOf(words);
    return new TextRange(start, start + words.length());
  }

  @Test
  void aMarkerOrAnAddressInAFactNamesItsPage() {
    assertEquals(
        List.of("https://example.org/b", "", "https://example.org/a"),
        pages(
            MARKED,
            page("https://example.org/a", 1),
            page("https://example.org/b", 2),
            page("https://example.org/", 3),
            page("https://example.org/none", 0)));
  }

  @Test
  void aPlaceInsideOneFactNamesItsPage() {
    for (String text : List.of(MARKED, "Here it is, {all} of it:\n```" + MARKED + "```")) {
      assertEquals(
          List.of("x", "y", "z"),
          pages(
              text,
              page("x", 0, at(text, "tags")),
              page("y", 0, at(text, "From the"), at(text, "seeds")),
              page("z", 0, at(text, "shrinks"))));
    }
  }

  @Test
  void aPlaceThatIsNoOneFactNamesNone() {
    assertEquals(
        List.of("", "", ""),
        pages(
            MARKED,
            page("whole", 0, new TextRange(0, MARKED.length())),
            page("two", 0, new TextRange(20, MARKED.indexOf("seeds"))),
            page("key", 0, at(MARKED, "Signals")),
            page("beyond", 0, new TextRange(9_000, 9_001)),
            page("nowhere", 0)));
  }
}
