package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.proposal.Proposal;
import dev.converge.domain.patent.Passage;
import dev.converge.domain.patent.PatentText;
import dev.converge.domain.patent.PatentVocabulary;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.domain.patent.search.PriorityDate;
import dev.converge.engine.agent.AgentCall;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Asks for one more round of searches while the risk is high: for the elements of which least was
/// found, in their own words and in those that the nearest documents use beside them (relevance
/// feedback, Rocchio 1971, with the shortlist taken as relevant).
final class EnrichmentLoop implements RuleAgent {
  private static final String VERSION = "2";

  /// Maximum number of queries in one further round.
  private static final int MAX_QUERIES = 4;

  private static final int NEAREST = 3;
  private static final int MAX_CLASSES = 3;
  private static final int WORDS = 6;

  @Override
  public String id() {
    return "enrichment_loop";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    Context context = call.context();
    Fact verdict = PriorArt.verdict(context).orElseThrow();
    if (PatentFacts.is(verdict, "next", "draft")) {
      return List.of();
    }
    String before = PriorityDate.of(context).map(LocalDate::toString).orElse("");
    int round = PatentFacts.number(verdict, "round") + 1;
    List<Fact> elements = new ArrayList<>(context.facts("Elements"));
    elements.sort(Comparator.comparingInt(element -> share(context, element)));
    List<Proposal> proposals = new ArrayList<>();
    for (Fact element : elements.subList(0, Math.min(MAX_QUERIES, elements.size()))) {
      String text = element.content() + " " + String.join(" ", beside(context, element, round));
      proposals.add(
          PatentQueryBuilder.query(
              PlanRole.ELEMENT,
              element.content() + " (round " + round + ")",
              text,
              text,
              classes(context),
              before,
              List.of(verdict.id(), element.id())));
    }
    return proposals;
  }

  /// The classes that most of the nearest documents are in.
  private static List<String> classes(Context context) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    PriorArt.ranked(context).stream()
        .limit(NEAREST)
        .flatMap(prior -> prior.cites().stream())
        .flatMap(id -> context.fact(id).stream())
        .filter(fact -> fact.key().equals("Documents"))
        .flatMap(document ->
            PatentFacts.texts(document, "cpc").stream().map(PatentVocabulary::subclass).distinct())
        .forEach(symbol -> counts.merge(symbol, 1, Integer::sum));
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(MAX_CLASSES)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static int share(Context context, Fact element) {
    return PriorArt.nearest(context, element)
        .map(evidence -> PatentFacts.number(evidence, "share"))
        .orElse(0);
  }

  /// Words that the nearest documents have most often and the element has not; each round goes
  /// further down the shortlist.
  private static List<String> beside(Context context, Fact element, int round) {
    Set<String> own = new HashSet<>(PatentText.stems(element.content()));
    Map<String, String> written = new LinkedHashMap<>();
    Map<String, Integer> counts = new LinkedHashMap<>();
    PriorArt.ranked(context).stream()
        .skip((long) NEAREST * (round - 2))
        .limit(NEAREST)
        .flatMap(prior -> prior.cites().stream())
        .flatMap(id -> context.fact(id).stream())
        .filter(fact -> fact.key().equals("Documents"))
        .flatMap(document -> PatentFacts.texts(document, "passages").stream())
        .flatMap(line -> PatentText.words(Passage.parse(line).text()).stream())
        .filter(word -> !own.contains(word.stem()))
        .forEach(word -> {
          written.putIfAbsent(word.stem(), word.written());
          counts.merge(word.stem(), 1, Integer::sum);
        });
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(WORDS)
        .map(entry -> written.getOrDefault(entry.getKey(), entry.getKey()))
        .toList();
  }
}
