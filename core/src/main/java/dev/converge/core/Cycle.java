package dev.converge.core;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.agent.ReservedAgents;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Returned;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.status.Halt;
import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Moves a run on as far as it goes without anything from outside: ends a cycle that is answered,
/// begins the next, or finds that nothing follows.
final class Cycle {
  private final Turn turn;
  private final Program program;
  private final RunState s;

  Cycle(Turn turn) {
    this.turn = turn;
    this.program = turn.program;
    this.s = turn.s;
  }

  void advance() {
    while (s.status == Status.RUNNING || s.status == Status.WAITING) {
      if (s.round != null) {
        if (s.choosing || anyOpen()) {
          return;
        }
        complete();
      } else if (!begin()) {
        return;
      }
    }
  }

  /// Judges what the budget of facts had left over when the run halted.
  ///
  /// @return whether the run goes on
  boolean judgeLeftovers() {
    int before = s.context.size();
    Merge merge = new Merge(turn);
    for (Leftover left : s.leftovers) {
      if (merge.leftover(left) instanceof ProposalCheck.Halts(var halt, var detail)) {
        turn.halt(halt, detail);
        return false;
      }
    }
    if (s.context.size() > before) {
      check();
    }
    return true;
  }

  private boolean anyOpen() {
    for (Active active : s.activeAgents()) {
      if (active.open()) {
        return true;
      }
    }
    return false;
  }

  private void complete() {
    int before = s.context.size();
    ProposalCheck verdict = new Merge(turn).round();
    if (!(verdict instanceof ProposalCheck.Halts)) {
      verdict = settle();
    }
    if (s.context.size() > before || s.cycle == 1) {
      check();
    }
    nameOscillation();
    turn.emit(null, new Body.CycleCompleted(s.context.size() - before, turn.spent()));
    if (verdict instanceof ProposalCheck.Halts(var halt, var detail)) {
      turn.halt(halt, detail);
    } else {
      turn.haltIfSpent();
    }
  }

  /// At a boundary: whether the run went on by itself.
  private boolean begin() {
    int before = s.context.size();
    if (settle() instanceof ProposalCheck.Halts(var halt, var detail)) {
      turn.halt(halt, detail);
      return false;
    }
    if (s.context.size() > before) {
      check();
    }
    if (turn.haltIfSpent()) {
      return false;
    }
    List<Body.Wake> wakes = eligible();
    if (wakes.isEmpty() && s.cycle == 0) {
      // No cycle will end, so this is where the seeds meet the invariants.
      check();
      wakes = eligible();
    }
    if (!wakes.isEmpty()) {
      start(wakes);
      return true;
    }
    if (!s.pending.isEmpty()) {
      if (s.status != Status.WAITING) {
        turn.status(Status.WAITING, waitingFor());
      }
      return false;
    }
    finish();
    return false;
  }

  private String waitingFor() {
    Pending first = s.pending.getFirst();
    return s.pending.size() + " to decide, first " + first.proposalId() + " by " + first.role();
  }

  private void start(List<Body.Wake> wakes) {
    if (s.status == Status.WAITING) {
      turn.status(Status.RUNNING, null);
    }
    if (s.spent.cycles() >= s.budget.maxCycles()) {
      int max = s.budget.maxCycles();
      turn.halt(
          turn.limit(Halt.Limit.Which.MAX_CYCLES, max, s.spent.cycles()),
          turn.used("max_cycles", max, s.spent.cycles()));
      return;
    }
    turn.emit(null, new Body.CycleStarted(wakes));
    if (!s.choosing) {
      for (Body.Wake wake : wakes) {
        turn.emit(wake.agent(), new Body.AgentStarted(1, null, List.of()));
      }
    }
  }

  private List<Body.Wake> eligible() {
    List<Body.Wake> wakes = List.of();
    for (int i = 0; i < s.agents.length; i++) {
      AgentState agent = s.agents[i];
      if (agent.dirty()) {
        AgentSpec spec = program.agents().get(i);
        List<String> returned = agent.returned().stream().map(Returned::proposalId).toList();
        if (!returned.isEmpty() || ready(spec.eligibility())) {
          if (wakes.isEmpty()) {
            wakes = new ArrayList<>();
          }
          wakes.add(
              returned.isEmpty()
                  ? new Body.Wake(spec.id(), agent.keys(), agent.violations(), List.of())
                  : new Body.Wake(spec.id(), List.of(), List.of(), returned));
        }
      }
    }
    return wakes;
  }

  private boolean ready(AgentSpec.Eligibility when) {
    for (String key : when.allOf()) {
      if (s.context.facts(key).isEmpty()) {
        return false;
      }
    }
    return any(when.anyOf(), key -> !s.context.facts(key).isEmpty())
        && any(when.violationsOf(), s.violated::containsKey);
  }

  private static boolean any(List<String> names, java.util.function.Predicate<String> holds) {
    return names.isEmpty() || names.stream().anyMatch(holds);
  }

  /// Gives effect to decisions, in proposal order, and lets observations in.
  private ProposalCheck settle() {
    for (Pending pending : s.pending) {
      if (pending.decided() != null) {
        ProposalCheck verdict = effect(pending, pending.decided());
        if (verdict instanceof ProposalCheck.Halts) {
          return verdict;
        }
      }
    }
    for (Body.ProposalMade observation : s.observations) {
      turn.emit(ReservedAgents.OBSERVER, observation);
      ProposalCheck verdict = new Merge(turn).observation(observation);
      if (verdict instanceof ProposalCheck.Halts) {
        return verdict;
      }
    }
    return ProposalCheck.SOUND;
  }

  private ProposalCheck effect(Pending pending, Body.ApprovalDecided decided) {
    ProposalCheck verdict =
        switch (decided.decision()) {
          case APPROVED -> new Merge(turn).approved(pending);
          case REJECTED -> rejected(pending, decided);
        };
    record(pending, decided);
    return verdict;
  }

  private ProposalCheck rejected(Pending pending, Body.ApprovalDecided decided) {
    String message =
        decided.byDeadline() ? "nobody decided in time" : "rejected by " + decided.actor();
    turn.emit(
        pending.agent(),
        new Body.ProposalRejected(
            pending.proposalId(),
            pending.proposal().key(),
            Body.Rejection.REJECTED,
            message,
            null));
    return program.gate(pending.gate()).rejectionHalts()
        ? new ProposalCheck.Halts(
            new Halt.RejectedProposal(pending.proposalId()), pending.proposalId() + ": " + message)
        : ProposalCheck.REJECTED;
  }

  /// What was decided is itself a fact, so that agents can read it.
  private void record(Pending pending, Body.ApprovalDecided decided) {
    String id = decisionId();
    Json.Builder data =
        Json.object()
            .put("actor", decided.actor())
            .put("asserted", decided.asserted())
            .put("by_deadline", decided.byDeadline())
            .put("decision", EnumWord.of(decided.decision()))
            .put("fact_id", pending.factId())
            .put("gate", pending.gate())
            .put("key", pending.proposal().key())
            .put("proposal_id", pending.proposalId())
            .put("role", pending.role());
    if (!pending.given().isEmpty()) {
      data.put(
          "also_approved_by", pending.given().stream().map(Body.ApprovalGiven::actor).toList());
    }
    List<String> cites =
        decided.decision() == Decision.APPROVED && s.context.fact(pending.factId()).isPresent()
            ? List.of(pending.factId())
            : List.of();
    String content = decided.comment() == null ? "" : decided.comment();
    Proposal proposal =
        new Proposal(
            Keys.DECISIONS,
            id,
            content,
            data.build(),
            1,
            cites,
            List.of(),
            new Provenance(Provenance.Origin.PERSON, "1", null, null));
    turn.emit(
        ReservedAgents.PERSON,
        new Body.FactPromoted(
            new Fact(id, ReservedAgents.PERSON, s.cycle, proposal), pending.proposalId()));
  }

  private String decisionId() {
    int ordinal = s.context.facts(Keys.DECISIONS).size() + 1;
    while (Merge.taken(s, "decision:" + ordinal)) {
      ordinal++;
    }
    return "decision:" + ordinal;
  }

  /// Semantic invariants and tiers, after facts were added.
  private void check() {
    for (Invariant invariant : program.semantic()) {
      Optional<Condition.Violation> broken = invariant.condition().check(s.context);
      Body.InvariantViolated open = s.violated.get(invariant.id());
      if (broken.isPresent()) {
        Body.InvariantViolated now = violation(invariant, broken.get());
        if (!now.equals(open)) {
          turn.emit(null, now);
        }
      } else if (open != null) {
        turn.emit(null, new Body.InvariantRestored(invariant.id()));
      }
    }
    for (String tier : program.tiers()) {
      if (!s.tiers.contains(tier) && holds(tier)) {
        turn.emit(null, new Body.TierReached(tier, factsByKey()));
      }
    }
  }

  private boolean holds(String tier) {
    return program.acceptance().stream()
        .filter(invariant -> invariant.tier().equals(tier))
        .allMatch(invariant -> invariant.condition().check(s.context).isEmpty());
  }

  private TreeMap<String, List<String>> factsByKey() {
    TreeMap<String, List<String>> ids = new TreeMap<>();
    for (Fact fact : s.context.facts()) {
      ids.computeIfAbsent(fact.key(), _ -> new ArrayList<>()).add(fact.id());
    }
    return ids;
  }

  private static Body.InvariantViolated violation(Invariant invariant, Condition.Violation broken) {
    return new Body.InvariantViolated(
        invariant.id(), invariant.kind(), invariant.name(), broken.message(), broken.facts());
  }

  private void finish() {
    if (s.status == Status.WAITING) {
      turn.status(Status.RUNNING, null);
    }
    List<String> failed = new ArrayList<>();
    TreeMap<String, FailureKind> kinds = new TreeMap<>();
    for (int i = 0; i < s.agents.length; i++) {
      AgentSpec spec = program.agents().get(i);
      AgentState.Failure failure = s.agents[i].failure();
      if (failure != null && !spec.optional()) {
        failed.add(spec.id() + ": " + failure.kind() + ", " + failure.message());
        kinds.put(spec.id(), failure.kind());
      }
    }
    if (!failed.isEmpty()) {
      turn.halt(new Halt.FailedAgents(kinds), String.join("; ", failed));
      return;
    }
    List<Body.InvariantViolated> broken = new ArrayList<>(s.violated.values());
    for (Invariant invariant : program.acceptance()) {
      invariant
          .condition()
          .check(s.context)
          .ifPresent(what -> {
            Body.InvariantViolated body = violation(invariant, what);
            turn.emit(null, body);
            broken.add(body);
          });
    }
    if (broken.isEmpty()) {
      turn.end(Status.CONVERGED, null, null);
    } else {
      turn.halt(
          new Halt.Invariants(broken.stream().map(Body.InvariantViolated::id).toList()),
          String.join(
              "; ",
              broken.stream().map(b -> b.id() + " (" + b.name() + "): " + b.message()).toList()));
    }
  }

  /// Agents that alone, and each more than once, made all the news of the remembered cycles keep
  /// waking each other. Named once; the budget ends it.
  private void nameOscillation() {
    if (s.producers.size() < Applier.REMEMBERED_CYCLES) {
      return;
    }
    TreeMap<String, Integer> counts = new TreeMap<>();
    for (List<String> cycle : s.producers) {
      if (cycle.isEmpty()) {
        return;
      }
      cycle.forEach(agent -> counts.merge(agent, 1, Integer::sum));
    }
    boolean each = counts.values().stream().allMatch(count -> count > 1);
    List<String> agents = List.copyOf(counts.keySet());
    if (counts.size() < 2 || !each || s.oscillations.contains(String.join(", ", agents))) {
      return;
    }
    List<Fact> all = s.context.facts();
    List<Fact> last = all.subList(Math.max(0, all.size() - Applier.REMEMBERED_CYCLES), all.size());
    turn.emit(
        null,
        new Body.OscillationDetected(
            agents,
            last.stream().map(Fact::key).distinct().sorted().toList(),
            last.stream().map(Fact::id).toList(),
            s.producers.size()));
  }
}
