package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.domain.patent.search.PatentQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What was searched, as an attorney notes it: number, what for, where, the query as it was asked,
/// how many documents it found and how many of them were listed.
final class SearchHistory {
  /// Documents that are named as the nearest in meaning.
  private static final int NAMED = 5;

  private SearchHistory() {}

  /// A line for each search, in order; and where a sentence model was asked, what it held to be
  /// nearest, which says nothing of what stands there.
  static List<String> lines(Context context) {
    List<String> lines = searches(context);
    List<Fact> alike =
        context.facts("Documents").stream()
            .filter(document -> PatentFacts.number(document, PatentFacts.ALIKE) > 0)
            .sorted(Comparator.comparingInt(one -> PatentFacts.number(one, PatentFacts.ALIKE)))
            .limit(NAMED)
            .toList();
    if (!alike.isEmpty()) {
      lines.add(
          "Nearest in meaning, as a sentence model ranks them. It decides nothing: what is listed"
              + " above was judged by its words.");
    }
    for (Fact document : alike) {
      lines.add(
          PatentFacts.say(
              "- %s, \"%s\", published %s. [%s]",
              PatentFacts.text(document, "patent"),
              PatentFacts.text(document, "title"),
              PatentFacts.text(document, "published"),
              document.id()));
    }
    return lines;
  }

  private static List<String> searches(Context context) {
    List<String> lines = new ArrayList<>();
    for (Fact search : context.facts("Searches")) {
      lines.add(line(context, lines.size() + 1, search));
    }
    return lines;
  }

  private static String line(Context context, int number, Fact search) {
    Optional<Fact> plan = search.cites().stream().findFirst().flatMap(context::fact);
    String about = plan.map(fact -> PatentFacts.text(fact, "about")).orElse("");
    long listed =
        context.facts("Shortlist").stream().filter(prior -> from(context, prior, plan)).count();
    StringBuilder text = new StringBuilder();
    text.append(
        PatentFacts.say(
            "S%d. %s: %s found, %d listed.",
            number,
            about.isEmpty() ? search.id() : about,
            PatentFacts.counted(PatentFacts.number(search, "hits"), "document"),
            listed));
    Json.Obj data = search.data();
    if (data != null && data.get("query").orElse(null) instanceof Json.Obj queries) {
      for (String source : PatentFacts.text(search, "source").split(" ", -1)) {
        PatentQuery.string(queries, source)
            .filter(query -> !query.isEmpty())
            .ifPresent(query -> text.append(" ").append(source).append(": ").append(query));
      }
    }
    List<String> held = PatentFacts.texts(search, "not_asked");
    if (!held.isEmpty()) {
      text.append(" Not asked: ").append(String.join("; ", held)).append('.');
    }
    return text.append(" [").append(search.id()).append(']').toString();
  }

  private static boolean from(Context context, Fact prior, Optional<Fact> plan) {
    return plan.isPresent()
        && prior.cites().stream()
            .flatMap(id -> context.fact(id).stream())
            .anyMatch(
                fact -> fact.key().equals("Documents") && fact.cites().contains(plan.get().id()));
  }
}
