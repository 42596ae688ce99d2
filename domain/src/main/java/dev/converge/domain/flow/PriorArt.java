package dev.converge.domain.flow;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.domain.patent.search.PatentFacts;
import dev.converge.engine.agent.AgentCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What was found, as the agents that come after the search look at it.
final class PriorArt {
  private static final PatentEvidenceCollector COLLECTOR = new PatentEvidenceCollector();
  private static final PriorArtShortlist SHORTLIST = new PriorArtShortlist();

  /// Percent of an invention that a document has at least to be worth a closer look.
  private static final int ENOUGH = 25;

  private PriorArt() {}

  /// Whether every plan was carried out, and everything found was read and ranked: those who do
  /// that would have nothing to add.
  static boolean read(AgentCall call) {
    Set<String> done = new HashSet<>();
    call.context().facts("Searches").forEach(search -> done.addAll(search.cites()));
    return !done.isEmpty()
        && call.context().facts("Queries").size() == call.context().facts("Plans").size()
        && call.context().facts("Plans").stream().allMatch(plan -> done.contains(plan.id()))
        && COLLECTOR.run(call).isEmpty()
        && SHORTLIST.run(call).isEmpty();
  }

  /// What was last said of the invention as a whole.
  static Optional<Fact> verdict(Context context) {
    List<Fact> all =
        context.facts("Risks").stream()
            .filter(fact -> PatentFacts.is(fact, "scope", "invention"))
            .toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  /// Whether the searching is over.
  static boolean settled(Context context) {
    return verdict(context).filter(fact -> PatentFacts.is(fact, "next", "draft")).isPresent();
  }

  /// The shortlist in the order of the ranks, also where a later round found something between.
  static List<Fact> ranked(Context context) {
    List<Fact> all = new ArrayList<>(context.facts("Shortlist"));
    all.sort(
        Comparator.<Fact>comparingInt(fact -> PatentFacts.number(fact, "share"))
            .thenComparingInt(fact -> PatentFacts.number(fact, "score"))
            .reversed()
            .thenComparing(fact -> PatentFacts.text(fact, "patent")));
    return all;
  }

  /// The documents worth a closer look, since they have enough of the invention.
  static List<Fact> near(Context context) {
    return ranked(context).stream()
        .filter(prior -> PatentFacts.number(prior, "share") >= ENOUGH)
        .toList();
  }

  static boolean shows(Fact evidence) {
    return PatentFacts.is(evidence, "strength", "shows");
  }

  /// The evidence that has the most of an element.
  static Optional<Fact> nearest(Context context, Fact element) {
    return context.facts("Evidence").stream()
        .filter(evidence -> evidence.cites().contains(element.id()))
        .min(ClaimRiskFlagger.byShare());
  }

  /// What a document of the shortlist has of an element.
  static Optional<Fact> evidence(Context context, Fact prior, String element) {
    return prior.cites().stream()
        .flatMap(id -> context.fact(id).stream())
        .filter(fact -> fact.key().equals("Evidence") && fact.cites().contains(element))
        .findFirst();
  }

  /// The ids of the elements that a document of the shortlist shows.
  static Set<String> shown(Context context, Fact prior) {
    Set<String> shown = new TreeSet<>();
    for (String id : prior.cites()) {
      context
          .fact(id)
          .filter(fact -> fact.key().equals("Evidence") && shows(fact))
          .ifPresent(evidence -> shown.add(PatentFacts.text(evidence, "element")));
    }
    return shown;
  }
}
