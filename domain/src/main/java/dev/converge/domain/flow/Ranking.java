package dev.converge.domain.flow;

import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.engine.agent.AgentCall;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Ranks strategies by their evaluations: feasibility times impact, both from 1 to 10; at equal
/// scores the more feasible first, then by the evaluation's id. An evaluation that was ranked keeps
/// its rank's fact; one that comes later is ranked among all that there are then. The text is made
/// of numbers and of what the strategy and the evaluation say, so it is in their language.
public final class Ranking implements RuleAgent {
  private static final String VERSION = "2";
  private static final String EVALUATIONS = "Evaluations";
  private static final String STRATEGIES = "Strategies";
  private static final String RANKINGS = "Rankings";

  /// Maximum number of characters of a strategy that a ranking quotes.
  private static final int MAX_QUOTE = 400;

  private record Scored(Fact evaluation, int feasibility, int impact) {
    int score() {
      return feasibility * impact;
    }
  }

  @Override
  public String id() {
    return "ranking";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<Proposal> run(AgentCall call) {
    List<Scored> scored = new ArrayList<>();
    for (Fact evaluation : call.context().facts(EVALUATIONS)) {
      scored.add(
          new Scored(evaluation, score(evaluation, "feasibility"), score(evaluation, "impact")));
    }
    scored.sort(
        Comparator.comparingInt(Scored::score)
            .thenComparingInt(Scored::feasibility)
            .reversed()
            .thenComparing(one -> one.evaluation().id()));
    Set<String> ranked = new HashSet<>();
    call.context().facts(RANKINGS).forEach(fact -> ranked.addAll(fact.cites()));
    List<Proposal> proposals = new ArrayList<>();
    for (int i = 0; i < scored.size(); i++) {
      if (!ranked.contains(scored.get(i).evaluation().id())) {
        proposals.add(proposal(call, scored.get(i), i + 1, scored.size()));
      }
    }
    return proposals;
  }

  private static int score(Fact evaluation, String field) {
    Optional<Json> value = Optional.ofNullable(evaluation.data()).flatMap(data -> data.get(field));
    return value
        .filter(Json.Num.class::isInstance)
        .map(n -> (int) ((Json.Num) n).value())
        .orElse(0);
  }

  private static Proposal proposal(AgentCall call, Scored one, int rank, int of) {
    Fact evaluation = one.evaluation();
    List<String> cites = new ArrayList<>(List.of(evaluation.id()));
    Optional<Fact> strategy =
        evaluation.cites().stream()
            .flatMap(id -> call.context().fact(id).stream())
            .filter(fact -> fact.key().equals(STRATEGIES))
            .findFirst();
    strategy.ifPresent(fact -> cites.add(fact.id()));
    Json.Builder data =
        Json.object()
            .put("rank", rank)
            .put("of", of)
            .put("score", one.score())
            .put("feasibility", one.feasibility())
            .put("impact", one.impact());
    strategy.ifPresent(fact -> data.put("strategy", fact.id()));
    String what = strategy.map(fact -> first(fact.content())).orElse(evaluation.id());
    String text =
        String.format(
            Locale.ROOT,
            "%d/%d: %s %d × %d = %d.%s",
            rank,
            of,
            what,
            one.feasibility(),
            one.impact(),
            one.score(),
            risk(evaluation));
    return new Proposal(
        RANKINGS,
        null,
        text,
        data.build(),
        evaluation.confidence(),
        cites,
        List.of(),
        Provenance.rule(VERSION));
  }

  /// The main risk that an evaluation names.
  private static String risk(Fact evaluation) {
    return Optional.ofNullable(evaluation.data())
        .flatMap(data -> data.get("risk"))
        .filter(Json.Str.class::isInstance)
        .map(text -> " " + sentence(((Json.Str) text).value()))
        .orElse("");
  }

  /// The sentence that a text begins with.
  private static String first(String text) {
    BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
    String bare = text.strip();
    sentences.setText(bare);
    int end = sentences.next();
    return sentence(end == BreakIterator.DONE ? bare : bare.substring(0, end));
  }

  private static String sentence(String text) {
    String bare = text.strip();
    if (bare.codePointCount(0, bare.length()) > MAX_QUOTE) {
      bare = bare.substring(0, bare.offsetByCodePoints(0, MAX_QUOTE)) + "…";
    }
    return bare.isEmpty() || ".!?…".indexOf(bare.charAt(bare.length() - 1)) >= 0
        ? bare
        : bare + ".";
  }
}
