package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.domain.patent.match.Term;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.engine.agent.AgentCall;
import java.util.ArrayList;
import java.util.List;

/// Says what the search came to, once everything that was found has been read: what bears on the
/// invention, in the order of the ranks, or that nothing in the collection does and why what was
/// found is not listed; then the history of the search.
final class NoveltyReporter implements RuleAgent {
  private static final String VERSION = "2";

  /// Documents that are named although they do not bear on the invention.
  private static final int NAMED = 3;

  @Override
  public String id() {
    return "novelty_reporter";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    Context context = call.context();
    if (!context.facts("Reports").isEmpty() || !PriorArt.read(call)) {
      return List.of();
    }
    List<Fact> ranked = PriorArt.ranked(context);
    List<String> lines = new ArrayList<>();
    String verdict = ranked.isEmpty() ? "nothing bears" : "listed";
    if (ranked.isEmpty()) {
      nothing(context, lines);
    } else {
      listed(context, ranked, lines);
    }
    MatterSeeds.orders(context).forEach(order -> lines.add(order.said()));
    lines.add("History of the search");
    lines.addAll(SearchHistory.lines(context));
    List<String> cites = new ArrayList<>(PatentFacts.ids(ranked));
    cites.addAll(PatentFacts.ids(context.facts("Searches")));
    Json.Obj data =
        Json.object()
            .put("verdict", verdict)
            .put("listed", ranked.size())
            .put("found", context.facts("Documents").size())
            .put("searched", ElementComparison.searched(context))
            .build();
    return List.of(PatentFacts.proposal(VERSION, "Reports", String.join("\n", lines), data, cites));
  }

  private static void listed(Context context, List<Fact> ranked, List<String> lines) {
    lines.add(
        PatentFacts.say(
            "Of %s that %s found, %d bear%s on the invention:",
            PatentFacts.counted(context.facts("Documents").size(), "document"),
            "the searches of " + ElementComparison.searched(context),
            ranked.size(),
            ranked.size() == 1 ? "s" : ""));
    for (int i = 0; i < ranked.size(); i++) {
      Fact prior = ranked.get(i);
      lines.add(
          PatentFacts.say(
              "%d. %s, \"%s\", published %s: %d %% of what the elements say stands in it. [%s]",
              i + 1,
              PatentFacts.text(prior, "patent"),
              PatentFacts.text(prior, "title"),
              PatentFacts.text(prior, "published"),
              PatentFacts.number(prior, "share"),
              prior.id()));
    }
    lines.add("What stands in no collection that was searched was not looked at.");
  }

  private static boolean byMeaningAlone(ElementComparison.Held held) {
    return held.whole().met().isEmpty()
        && PatentFacts.number(held.document(), PatentFacts.ALIKE) > 0;
  }

  private static void nothing(Context context, List<String> lines) {
    boolean asked =
        context.facts("Searches").stream()
            .anyMatch(search -> !PatentFacts.is(search, "source", PatentSearchExecutor.NOWHERE));
    lines.add(
        asked
            ? PatentFacts.say(
                "Nothing in %s bears on the invention. This is no search of the art: what is not in"
                    + " that collection was not looked at.",
                ElementComparison.searched(context))
            : "Nothing was searched, so nothing can be said of what is new.");
    List<ElementComparison.Held> found =
        ElementComparison.of(context).all(context).stream()
            .filter(held -> !byMeaningAlone(held))
            .toList();
    if (!found.isEmpty()) {
      lines.add(
          PatentFacts.say(
              "%s found by words, and none is listed, since too little of the invention stands in"
                  + " %s. The nearest:",
              found.size() == 1 ? "1 document was" : found.size() + " documents were",
              found.size() == 1 ? "it" : "any"));
    }
    for (ElementComparison.Held held : found.subList(0, Math.min(NAMED, found.size()))) {
      List<String> met = held.whole().met().stream().map(Term::name).toList();
      lines.add(
          PatentFacts.say(
              "- %s, \"%s\", shares %s with it. [%s]",
              PatentFacts.text(held.document(), "patent"),
              PatentFacts.text(held.document(), "title"),
              met.isEmpty()
                  ? "no thing"
                  : "only "
                      + String.join(", ", met.stream().map(word -> "\"" + word + "\"").toList()),
              held.document().id()));
    }
  }
}
