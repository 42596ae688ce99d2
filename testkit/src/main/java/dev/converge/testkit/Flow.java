package dev.converge.testkit;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.Input;
import dev.converge.core.Pending;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.ModelOutcome;
import dev.converge.core.budget.Quote;
import dev.converge.core.budget.Unchosen;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Gate;
import dev.converge.core.decision.Returned;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Citation;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.proposal.Seed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A program with everything that happens to it from outside: what each agent answers to what it
/// sees, what models cost, and what people decide. All of it is a function of what is asked, so two
/// hosts that ask in different orders get the same answers.
///
/// @param decisions whether a proposal is approved, in turn
/// @param timeless whether no time limit can be met, so that the clock must not matter
record Flow(
    Program program,
    List<Seed> seeds,
    SortedMap<String, Behaviour> behaviours,
    List<Boolean> decisions,
    boolean timeless) {
  private static final Unchosen NO_MODEL =
      new Unchosen(
          "none meets the requirements",
          Json.array(
              List.of(
                  Json.object()
                      .put("model", "m1")
                      .put("lacks", "all")
                      .put("fix", "wait")
                      .build())));

  /// @param plans what the agent does, in turn
  /// @param tokens reserved for a call; 0 without a model
  /// @param costMicros reserved for a call
  /// @param noModel whether no model can be found
  record Behaviour(List<Plan> plans, long tokens, long costMicros, boolean noModel) {}

  /// @param failure or `null` for an answer
  /// @param calls model calls that it takes
  /// @param lies whether it uses more than was reserved
  record Plan(@Nullable FailureKind failure, int calls, boolean lies, List<Draft> drafts) {}

  /// @param grows whether the text differs each time
  /// @param cites how many of the newest facts
  /// @param astray whether it cites a fact that is not there
  /// @param sourced whether it names a source
  record Draft(
      String key,
      @Nullable String id,
      String word,
      boolean grows,
      int cites,
      boolean astray,
      double confidence,
      Json.@Nullable Obj data,
      boolean sourced) {

    Proposal proposal(Context context) {
      List<Fact> facts = context.facts();
      List<String> cited = new ArrayList<>();
      for (int i = Math.max(0, facts.size() - cites); i < facts.size(); i++) {
        cited.add(facts.get(i).id());
      }
      if (astray) {
        cited.add("nowhere");
      }
      return new Proposal(
          key,
          id,
          grows ? word + " " + facts.size() : word,
          data,
          confidence,
          cited,
          sourced ? List.of(new Citation("https://example.org/1", null, word)) : List.of(),
          Provenance.rule("1"));
    }
  }

  /// Whether the run's outcome may depend on the order in which a budget is used up.
  boolean lies() {
    return behaviours.values().stream().flatMap(b -> b.plans().stream()).anyMatch(Plan::lies);
  }

  /// This flow with another budget.
  Flow with(Budget budget) {
    return with(program.definition().gates(), budget);
  }

  /// This flow with other gates.
  Flow with(List<Gate> gates) {
    return with(gates, program.definition().budget());
  }

  private Flow with(List<Gate> gates, Budget budget) {
    Program.Definition made = program.definition();
    Program changed =
        Program.of(
            new Program.Definition(
                made.name(),
                made.version(),
                made.hash(),
                made.objective(),
                made.seeds(),
                made.agents(),
                made.invariants(),
                gates,
                budget,
                made.policy()));
    return new Flow(changed, seeds, behaviours, decisions, timeless);
  }

  /// The one request that all models of a flow get.
  static final String REQUEST = "{}";

  static final String REQUEST_HASH = "00";

  private Behaviour behaviour(String agent) {
    return Objects.requireNonNull(behaviours.get(agent), agent);
  }

  /// What an agent answers.
  Input answer(Request.AskAgent ask, Context context, Instant at) {
    Behaviour behaviour = behaviour(ask.agent());
    Plan plan = plan(ask, behaviour);
    List<ModelCall> calls = calls(plan, behaviour);
    if (plan.failure() != null) {
      return new Input.Failed(
          ask.agent(),
          ask.cycle(),
          ask.attempt(),
          plan.failure(),
          "fails as planned",
          plan.calls() == 2 ? Duration.ofSeconds(7) : null,
          calls,
          at);
    }
    List<Proposal> proposals =
        ask.returned().isEmpty()
            ? plan.drafts().stream().map(d -> d.proposal(context)).toList()
            : ask.returned().stream().map(Flow::revised).toList();
    return new Input.Answered(
        ask.agent(),
        ask.cycle(),
        ask.attempt(),
        new Answer(proposals, calls, Duration.ofMillis(5)),
        at);
  }

  private static Proposal revised(Returned returned) {
    Proposal before = returned.proposal();
    return new Proposal(
        before.key(),
        null,
        before.content() + "!",
        before.data(),
        before.confidence(),
        before.cites(),
        before.citations(),
        before.provenance());
  }

  /// What the agent does in this attempt.
  Plan plan(Request.AskAgent ask, Behaviour behaviour) {
    List<Plan> plans = behaviour.plans();
    return plans.get((ask.cycle() + ask.attempt() - 2) % plans.size());
  }

  private static List<ModelCall> calls(Plan plan, Behaviour behaviour) {
    List<ModelCall> calls = new ArrayList<>();
    for (int i = 0; i < plan.calls(); i++) {
      long tokens = plan.lies() ? behaviour.tokens() + 10 : behaviour.tokens() / (2 + i);
      long cost = plan.lies() ? behaviour.costMicros() + 10 : behaviour.costMicros() / (2 + i);
      calls.add(
          new ModelCall(
              "made",
              "m1",
              ModelOutcome.ANSWERED,
              REQUEST_HASH,
              REQUEST,
              null,
              tokens / 2,
              tokens - tokens / 2,
              cost,
              false,
              Duration.ofMillis(3),
              null));
    }
    return calls;
  }

  /// What models are chosen.
  Input.Quoted quoted(Request.ChooseModels request, Instant at) {
    TreeMap<String, Quote> quotes = new TreeMap<>();
    TreeMap<String, Unchosen> missing = new TreeMap<>();
    for (String agent : request.agents()) {
      Behaviour behaviour = behaviour(agent);
      if (behaviour.noModel()) {
        missing.put(agent, NO_MODEL);
      } else {
        quotes.put(
            agent, new Quote("made", "m1", behaviour.tokens(), behaviour.costMicros(), null));
      }
    }
    return new Input.Quoted(request.cycle(), quotes, missing, at);
  }

  /// What a person decides.
  Input.Decided decided(Pending pending, Instant at) {
    int turn = Math.floorMod(pending.proposalId().hashCode(), decisions.size());
    Decision decision = decisions.get(turn) ? Decision.APPROVED : Decision.REJECTED;
    // Where two people must approve, the second is another one.
    boolean annApproved = pending.given().stream().anyMatch(given -> given.actor().equals("ann"));
    String who = annApproved ? "ben" : "ann";
    return new Input.Decided(pending.proposalId(), decision, who, false, null, at);
  }
}
