package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Citation;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
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
import java.util.Optional;
import java.util.Set;

/// Ranks the documents by how much of the elements they show, and says which each covers and
/// misses. At equal shares the one that the search held to be nearer comes first, then by number. A
/// document that was listed keeps its place; one that a later search finds is listed with its rank
/// among all that there are then.
final class PriorArtShortlist implements RuleAgent {
  private static final String VERSION = "3";

  /// Maximum number of documents in a shortlist.
  static final int MAX = 10;

  private static final int PERCENT = 100;

  private record Ranked(Fact document, List<Fact> evidence, int share, int score) {}

  @Override
  public String id() {
    return "prior_art_shortlist";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    Context context = call.context();
    Set<String> listed = new HashSet<>();
    context.facts("Shortlist").forEach(prior -> listed.addAll(prior.cites()));
    Optional<LocalDate> priority = PriorityDate.of(context);
    List<Ranked> ranked = ranked(context);
    List<Proposal> proposals = new ArrayList<>();
    for (int i = 0; i < ranked.size() && i < MAX; i++) {
      if (!listed.contains(ranked.get(i).document().id())) {
        proposals.add(proposal(context, ranked.get(i), i + 1, priority));
      }
    }
    return proposals;
  }

  private static List<Ranked> ranked(Context context) {
    Map<String, List<Fact>> byDocument = new LinkedHashMap<>();
    for (Fact evidence : context.facts("Evidence")) {
      evidence.cites().stream()
          .flatMap(id -> context.fact(id).stream())
          .filter(fact -> fact.key().equals("Documents"))
          .forEach(document ->
              byDocument.computeIfAbsent(document.id(), _ -> new ArrayList<>()).add(evidence));
    }
    int elements = Math.max(1, context.facts("Elements").size());
    List<Ranked> ranked = new ArrayList<>();
    byDocument.forEach((id, evidence) -> {
      Fact document = context.fact(id).orElseThrow();
      int share =
          evidence.stream().mapToInt(fact -> PatentFacts.number(fact, "share")).sum() / elements;
      ranked.add(new Ranked(document, evidence, share, PatentFacts.number(document, "score")));
    });
    ranked.sort(
        Comparator.comparingInt(Ranked::share)
            .thenComparingInt(Ranked::score)
            .reversed()
            .thenComparing(one -> PatentFacts.text(one.document(), "patent")));
    return ranked;
  }

  private static Proposal proposal(
      Context context, Ranked one, int rank, Optional<LocalDate> priority) {
    Fact document = one.document();
    List<String> covers = new ArrayList<>();
    List<String> touches = new ArrayList<>();
    List<String> misses = new ArrayList<>();
    for (Fact element : context.facts("Elements")) {
      Optional<Fact> evidence =
          one.evidence().stream().filter(fact -> fact.cites().contains(element.id())).findFirst();
      if (evidence.isEmpty()) {
        misses.add(element.content());
      } else if (PatentFacts.text(evidence.get(), "strength").equals("shows")) {
        covers.add(element.content());
      } else {
        touches.add(element.content());
      }
    }
    LocalDate published = LocalDate.parse(PatentFacts.text(document, "published"));
    Json.Obj data =
        Json.object()
            .put("rank", rank)
            .put("patent", PatentFacts.text(document, "patent"))
            .put("title", PatentFacts.text(document, "title"))
            .put("published", published.toString())
            .put("timing", PriorityDate.timing(priority, published).words())
            .put("share", one.share())
            .put("score", one.score())
            .put("covers", covers)
            .put("touches", touches)
            .put("misses", misses)
            .build();
    List<String> cites = new ArrayList<>(List.of(document.id()));
    one.evidence().forEach(evidence -> cites.add(evidence.id()));
    List<Citation> citations =
        one.evidence().stream().flatMap(e -> e.citations().stream()).toList();
    return new Proposal(
        "Shortlist",
        null,
        text(one, rank, covers, touches, misses),
        data,
        one.share() / (double) PERCENT,
        cites,
        citations.stream().distinct().toList(),
        Provenance.rule(VERSION));
  }

  private static String text(
      Ranked one, int rank, List<String> covers, List<String> touches, List<String> misses) {
    Fact document = one.document();
    Fact strongest =
        one.evidence().stream()
            .max(Comparator.comparingInt(fact -> PatentFacts.number(fact, "share")))
            .orElseThrow();
    return "Rank %d: %s, \"%s\", published %s. %s%s%sWhy: %d %% of what the elements say stands in it; %s"
        .formatted(
            rank,
            PatentFacts.text(document, "patent"),
            PatentFacts.text(document, "title"),
            PatentFacts.text(document, "published"),
            listed("Covers", covers),
            listed("Touches", touches),
            listed("Misses", misses),
            one.share(),
            strongest.content());
  }

  private static String listed(String verb, List<String> elements) {
    return elements.isEmpty()
        ? ""
        : verb
            + ": "
            + String.join("; ", elements.stream().map(text -> "\"" + text + "\"").toList())
            + ". ";
  }
}
