package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.domain.patent.PatentVocabulary;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.engine.agent.AgentCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Counts the documents that were found: whose they are, when they were published, and in which
/// classes they say that they are.
final class PatentLandscapeAnalyzer implements RuleAgent {
  private static final String VERSION = "2";

  /// Maximum number of entries that are named for each count.
  private static final int MAX_NAMED = 8;

  private static final int DECADE = 10;
  private static final int YEAR = 4;

  @Override
  public String id() {
    return "patent_landscape_analyzer";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    Context context = call.context();
    List<Fact> documents = context.facts("Documents");
    if (documents.isEmpty()) {
      return List.of(
          PatentFacts.proposal(
              VERSION,
              "Landscapes",
              "There is nothing to count: the searches found no document.",
              Json.object().put("by", "nothing").put("counts", List.of()).build(),
              PatentFacts.ids(context.facts("Searches"))));
    }
    return List.of(assignees(documents), years(documents), classes(documents));
  }

  private static Proposal assignees(List<Fact> documents) {
    TreeMap<String, Integer> counts = new TreeMap<>();
    documents.forEach(document -> {
      String assignee = PatentFacts.text(document, "assignee");
      if (!assignee.isEmpty()) {
        counts.merge(assignee, 1, Integer::sum);
      }
    });
    int named = counts.values().stream().mapToInt(Integer::intValue).sum();
    String text =
        PatentFacts.say(
            "Assignees: %d of %s name one%s",
            named,
            PatentFacts.counted(documents.size(), "document"),
            counts.isEmpty() ? "." : ": " + list(most(counts)) + ".");
    return proposal("assignee", text, most(counts), documents);
  }

  private static Proposal years(List<Fact> documents) {
    TreeMap<String, Integer> counts = new TreeMap<>();
    TreeSet<String> days = new TreeSet<>();
    documents.forEach(document -> {
      String published = PatentFacts.text(document, "published");
      days.add(published);
      int year = Integer.parseInt(published.substring(0, YEAR));
      counts.merge(year / DECADE * DECADE + "s", 1, Integer::sum);
    });
    List<String> all = new ArrayList<>();
    counts.forEach((decade, count) -> all.add(decade + " " + count));
    String text =
        PatentFacts.say(
            "Years: published from %s to %s, by decade: %s.",
            days.getFirst(), days.getLast(), list(all));
    return proposal("year", text, all, documents);
  }

  private static Proposal classes(List<Fact> documents) {
    TreeMap<String, Integer> counts = new TreeMap<>();
    int named = 0;
    for (Fact document : documents) {
      List<String> own =
          PatentFacts.texts(document, "cpc").stream()
              .map(PatentVocabulary::subclass)
              .distinct()
              .toList();
      named += own.isEmpty() ? 0 : 1;
      own.forEach(symbol -> counts.merge(symbol, 1, Integer::sum));
    }
    String text =
        PatentFacts.say(
            "Classes: %d of %s name one%s",
            named,
            PatentFacts.counted(documents.size(), "document"),
            counts.isEmpty() ? "." : ": " + list(most(counts)) + ".");
    return proposal("class", text, most(counts), documents);
  }

  private static List<String> most(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .toList();
  }

  private static String list(List<String> counts) {
    int more = counts.size() - MAX_NAMED;
    return String.join(", ", counts.subList(0, Math.min(MAX_NAMED, counts.size())))
        + (more > 0 ? ", and " + more + " more" : "");
  }

  private static Proposal proposal(
      String by, String text, List<String> counts, List<Fact> documents) {
    return PatentFacts.proposal(
        VERSION,
        "Landscapes",
        text,
        Json.object().put("by", by).put("counts", counts).build(),
        PatentFacts.ids(documents));
  }
}
