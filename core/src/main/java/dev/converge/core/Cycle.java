package dev.converge.core;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.agent.ReservedAgents;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Returned;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.proposal.Rejection;
import dev.converge.core.proposal.Violation;
import dev.converge.core.status.Halt;
import dev.converge.core.status.ProposalCheck;
import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Advances a run as far as possible without input from outside: ends a cycle whose agents have all
/// answered, starts the next one, or finds that nothing follows.
final class Cycle {
  private final Turn turn;
  private final Program program;
  private final RunState state;

  Cycle(Turn turn) {
    this.turn = turn;
    this.program = turn.program;
    this.state = turn.state;
  }

  void advance() {
    while (state.status == Status.RUNNING || state.status == Status.WAITING) {
      if (state.round != null) {
        if (state.choosing || anyOpen()) {
          return;
        }
        complete();
      } else if (!begin()) {
        return;
      }
    }
  }

  /// Checks the proposals that the budget of facts left over when the run halted.
  ///
  /// @return whether the run continues
  boolean judgeLeftovers() {
    int before = state.context.size();
    Merge merge = new Merge(turn);
    for (Leftover left : state.leftovers) {
      if (merge.leftover(left) instanceof ProposalCheck.Halts(var halt, var detail)) {
        turn.halt(halt, detail);
        return false;
      }
    }
    if (state.context.size() > before) {
      check();
    }
    return true;
  }

  private boolean anyOpen() {
    for (Active active : state.activeAgents()) {
      if (active.open()) {
        return true;
      }
    }
    return false;
  }

  private void complete() {
    int before = state.context.size();
    ProposalCheck verdict = new Merge(turn).round();
    if (!(verdict instanceof ProposalCheck.Halts)) {
      verdict = settle();
    }
    if (state.context.size() > before || state.cycle == 1) {
      check();
    }
    nameOscillation();
    turn.emit(null, new Body.CycleCompleted(state.context.size() - before, turn.spent()));
    if (verdict instanceof ProposalCheck.Halts(var halt, var detail)) {
      turn.halt(halt, detail);
    } else {
      turn.haltIfSpent();
    }
  }

  /// At a boundary: whether the run continued by itself.
  private boolean begin() {
    int before = state.context.size();
    if (settle() instanceof ProposalCheck.Halts(var halt, var detail)) {
      turn.halt(halt, detail);
      return false;
    }
    if (state.context.size() > before) {
      check();
    }
    if (turn.haltIfSpent()) {
      return false;
    }
    List<Body.Wake> wakes = eligible();
    if (wakes.isEmpty() && state.cycle == 0) {
      // No cycle will end, so the seeds are checked against the invariants here.
      check();
      wakes = eligible();
    }
    if (!wakes.isEmpty()) {
      start(wakes);
      return true;
    }
    if (!state.pending.isEmpty()) {
      if (state.status != Status.WAITING) {
        turn.status(Status.WAITING, waitingFor());
      }
      return false;
    }
    finish();
    return false;
  }

  private String waitingFor() {
    Pending first = state.pending.getFirst();
    return state.pending.size() + " to decide, first " + first.proposalId() + " by " + first.role();
  }

  private void start(List<Body.Wake> wakes) {
    if (state.status == Status.WAITING) {
      turn.status(Status.RUNNING, null);
    }
    if (state.spent.cycles() >= state.budget.maxCycles()) {
      int max = state.budget.maxCycles();
      turn.halt(
          turn.limit(Halt.Limit.Which.MAX_CYCLES, max, state.spent.cycles()),
          turn.used("max_cycles", max, state.spent.cycles()));
      return;
    }
    turn.emit(null, new Body.CycleStarted(wakes));
    if (!state.choosing) {
      for (Body.Wake wake : wakes) {
        turn.emit(wake.agent(), new Body.AgentStarted(1, null, List.of()));
      }
    }
  }

  private List<Body.Wake> eligible() {
    List<Body.Wake> wakes = List.of();
    for (int i = 0; i < state.agents.length; i++) {
      AgentState agent = state.agents[i];
      if (agent.dirty()) {
        AgentSpec spec = program.agents().get(i);
        if (!agent.returned().isEmpty() || ready(spec.eligibility())) {
          if (wakes.isEmpty()) {
            wakes = new ArrayList<>();
          }
          wakes.add(wake(spec, agent));
        }
      }
    }
    return wakes;
  }

  private static Body.Wake wake(AgentSpec spec, AgentState agent) {
    if (agent.returned().isEmpty()) {
      return new Body.Wake(spec.id(), agent.keys(), agent.violations(), List.of());
    }
    List<String> returned = agent.returned().stream().map(Returned::proposalId).toList();
    return new Body.Wake(spec.id(), List.of(), List.of(), returned);
  }

  private boolean ready(AgentSpec.Eligibility when) {
    for (String key : when.allOf()) {
      if (state.context.facts(key).isEmpty()) {
        return false;
      }
    }
    return (when.anyOf().isEmpty() || anyFacts(when.anyOf()))
        && (when.violationsOf().isEmpty()
            || when.violationsOf().stream().anyMatch(state.violated::containsKey));
  }

  private boolean anyFacts(List<String> keys) {
    return keys.stream().anyMatch(key -> !state.context.facts(key).isEmpty());
  }

  /// Applies decisions in the order of proposals, and admits observations.
  private ProposalCheck settle() {
    for (Pending pending : state.pending) {
      if (pending.decided() != null) {
        ProposalCheck verdict = effect(pending, pending.decided());
        if (verdict instanceof ProposalCheck.Halts) {
          return verdict;
        }
      }
    }
    for (Body.ProposalMade observation : state.observations) {
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
            pending.proposalId(), pending.proposal().key(), Rejection.REJECTED, message, null));
    return program.gate(pending.gate()).rejectionHalts()
        ? new ProposalCheck.Halts(
            new Halt.RejectedProposal(pending.proposalId()), pending.proposalId() + ": " + message)
        : ProposalCheck.REJECTED;
  }

  /// A decision is itself a fact, so that agents can read it.
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
        decided.decision() == Decision.APPROVED && state.context.fact(pending.factId()).isPresent()
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
            new Fact(id, ReservedAgents.PERSON, state.cycle, proposal), pending.proposalId()));
  }

  private String decisionId() {
    int ordinal = state.context.facts(Keys.DECISIONS).size() + 1;
    while (Merge.taken(state, "decision:" + ordinal)) {
      ordinal++;
    }
    return "decision:" + ordinal;
  }

  /// Checks semantic invariants and tiers after facts were added.
  private void check() {
    for (Invariant invariant : program.semantic()) {
      Optional<Violation> broken = invariant.condition().check(state.context);
      Body.InvariantViolated open = state.violated.get(invariant.id());
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
      if (!state.tiers.contains(tier) && holds(tier)) {
        turn.emit(null, new Body.TierReached(tier, factsByKey()));
      }
    }
  }

  private boolean holds(String tier) {
    return program.acceptance().stream()
        .filter(invariant -> invariant.tier().equals(tier))
        .allMatch(invariant -> invariant.condition().check(state.context).isEmpty());
  }

  private TreeMap<String, List<String>> factsByKey() {
    TreeMap<String, List<String>> ids = new TreeMap<>();
    for (Fact fact : state.context.facts()) {
      ids.computeIfAbsent(fact.key(), _ -> new ArrayList<>()).add(fact.id());
    }
    return ids;
  }

  private static Body.InvariantViolated violation(Invariant invariant, Violation broken) {
    return new Body.InvariantViolated(
        invariant.id(), invariant.kind(), invariant.name(), broken.message(), broken.facts());
  }

  private void finish() {
    if (state.status == Status.WAITING) {
      turn.status(Status.RUNNING, null);
    }
    List<String> failed = new ArrayList<>();
    TreeMap<String, FailureKind> kinds = new TreeMap<>();
    for (int i = 0; i < state.agents.length; i++) {
      AgentSpec spec = program.agents().get(i);
      AgentState.Failure failure = state.agents[i].failure();
      if (failure != null && !spec.optional()) {
        failed.add(spec.id() + ": " + failure.kind() + ", " + failure.message());
        kinds.put(spec.id(), failure.kind());
      }
    }
    if (!failed.isEmpty()) {
      turn.halt(new Halt.FailedAgents(kinds), String.join("; ", failed));
      return;
    }
    List<Body.InvariantViolated> broken = new ArrayList<>(state.violated.values());
    for (Invariant invariant : program.acceptance()) {
      invariant
          .condition()
          .check(state.context)
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

  /// Agents keep waking each other if only they, and each more than once, produced all the news of
  /// the remembered cycles. Reported once; the budget ends the run.
  private void nameOscillation() {
    if (state.producers.size() < Applier.REMEMBERED_CYCLES) {
      return;
    }
    TreeMap<String, Integer> counts = new TreeMap<>();
    for (List<String> cycle : state.producers) {
      if (cycle.isEmpty()) {
        return;
      }
      cycle.forEach(agent -> counts.merge(agent, 1, Integer::sum));
    }
    boolean each = counts.values().stream().allMatch(count -> count > 1);
    List<String> agents = List.copyOf(counts.keySet());
    if (counts.size() < 2 || !each || state.oscillations.contains(String.join(", ", agents))) {
      return;
    }
    List<Fact> all = state.context.facts();
    List<Fact> last = all.subList(Math.max(0, all.size() - Applier.REMEMBERED_CYCLES), all.size());
    turn.emit(
        null,
        new Body.OscillationDetected(
            agents,
            last.stream().map(Fact::key).distinct().sorted().toList(),
            last.stream().map(Fact::id).toList(),
            state.producers.size()));
  }
}
