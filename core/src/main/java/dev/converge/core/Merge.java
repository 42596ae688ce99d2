package dev.converge.core;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.ReservedAgents;
import dev.converge.core.budget.Limits;
import dev.converge.core.decision.Gate;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Rejection;
import dev.converge.core.proposal.Substance;
import dev.converge.core.proposal.Violation;
import dev.converge.core.status.Halt;
import dev.converge.core.status.ProposalCheck;
import dev.converge.core.text.Ids;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks proposals one after the other: each becomes a fact, waits for a person, or is rejected
/// with a reason.
final class Merge {
  private final Turn turn;
  private final Program program;
  private final RunState state;

  Merge(Turn turn) {
    this.turn = turn;
    this.program = turn.program;
    this.state = turn.state;
  }

  /// Checks all answers of the cycle, in agent order; stops at the first result that halts the run.
  ProposalCheck round() {
    for (Active active : state.activeAgents()) {
      AgentSpec spec = program.agents().get(active.index());
      for (Body.ProposalMade made : active.proposals()) {
        if (judge(spec.id(), spec, made) instanceof ProposalCheck.Halts halts) {
          return halts;
        }
      }
    }
    return ProposalCheck.SOUND;
  }

  /// Checks an observation: no contract applies to it, everything else does.
  ProposalCheck observation(Body.ProposalMade made) {
    return judge(ReservedAgents.OBSERVER, null, made);
  }

  private ProposalCheck judge(String agent, @Nullable AgentSpec spec, Body.ProposalMade made) {
    Proposal proposal = made.proposal();
    AgentSpec.@Nullable Output output =
        spec == null ? null : spec.output(proposal.key()).orElse(null);
    if (spec == null ? !program.hasKey(proposal.key()) : output == null) {
      return reject(agent, made, Rejection.AUTHORITY, agent + " may not write this key");
    }
    Optional<String> invalid = invalid(proposal);
    if (invalid.isPresent()) {
      return reject(agent, made, Rejection.INVALID, invalid.get());
    }
    for (String id : proposal.cites()) {
      if (state.context.fact(id).isEmpty()) {
        return reject(agent, made, Rejection.UNRESOLVED, "cites " + id + ", which is no fact");
      }
    }
    Substance substance = Substance.of(proposal);
    if (state.context.said(agent, substance) || heldOrRejected(agent, substance)) {
      return reject(agent, made, Rejection.NOTHING_NEW, "said before by " + agent);
    }
    Body.ProposalReturned returned = state.returned(made.revises()).orElse(null);
    String id =
        returned != null && proposal.factId() == null && !taken(returned.factId())
            ? returned.factId()
            : factId(agent, spec, output, proposal);
    boolean conflictHalts = output != null && output.conflictHalts();
    ProposalCheck conflict = conflict(agent, made, id, substance, conflictHalts);
    if (!conflict.equals(ProposalCheck.SOUND)) {
      return conflict;
    }
    Fact fact = new Fact(id, agent, state.cycle, proposal);
    ProposalCheck structural = structural(agent, made, fact);
    if (!structural.equals(ProposalCheck.SOUND)) {
      return structural;
    }
    for (Gate gate : program.definition().gates()) {
      // A returned proposal goes to the same gate again, whatever its content now.
      if (returned == null ? gate.holds(fact, state.context) : gate.id().equals(returned.gate())) {
        hold(agent, made, gate, id);
        return ProposalCheck.SOUND;
      }
    }
    return promote(agent, made, fact);
  }

  /// Checks a proposal for which the budget of facts had no room.
  ProposalCheck leftover(Leftover left) {
    return left.factId() == null
        ? judge(left.agent(), program.agent(left.agent()).orElse(null), left.made())
        : approved(left.agent(), left.made(), left.factId());
  }

  /// Checks a proposal that a person approved: the context may have changed since it was held.
  ProposalCheck approved(Pending pending) {
    Body.ProposalMade made = new Body.ProposalMade(pending.proposalId(), pending.proposal());
    return approved(pending.agent(), made, pending.factId());
  }

  private ProposalCheck approved(String agent, Body.ProposalMade made, String factId) {
    Proposal proposal = made.proposal();
    Fact fact = new Fact(factId, agent, state.cycle, proposal);
    boolean halts =
        program
            .agent(agent)
            .flatMap(spec -> spec.output(proposal.key()))
            .map(AgentSpec.Output::conflictHalts)
            .orElse(false);
    ProposalCheck conflict = conflict(agent, made, factId, Substance.of(proposal), halts);
    if (!conflict.equals(ProposalCheck.SOUND)) {
      return conflict;
    }
    ProposalCheck structural = structural(agent, made, fact);
    return structural.equals(ProposalCheck.SOUND) ? promote(agent, made, fact) : structural;
  }

  private ProposalCheck conflict(
      String agent, Body.ProposalMade made, String id, Substance substance, boolean halts) {
    Optional<Fact> same = state.context.fact(id);
    if (same.isEmpty()) {
      return ProposalCheck.SOUND;
    }
    if (same.get().substance().equals(substance)) {
      return reject(agent, made, Rejection.NOTHING_NEW, "said before by " + same.get().agent());
    }
    String message = id + " says something else already, by " + same.get().agent();
    reject(agent, made, Rejection.CONFLICT, message);
    return halts
        ? new ProposalCheck.Halts(new Halt.Conflict(agent, id), agent + ": " + message)
        : ProposalCheck.REJECTED;
  }

  private ProposalCheck structural(String agent, Body.ProposalMade made, Fact fact) {
    for (Invariant invariant : program.structural()) {
      Optional<Violation> broken = invariant.condition().check(state.context, fact);
      if (broken.isPresent()) {
        turn.emit(
            agent,
            new Body.ProposalRejected(
                made.id(),
                fact.key(),
                Rejection.INVARIANT,
                invariant.name() + ": " + broken.get().message(),
                invariant.id()));
        return invariant.halts()
            ? new ProposalCheck.Halts(
                new Halt.Invariants(List.of(invariant.id())),
                invariant.id() + " (" + invariant.name() + "): " + broken.get().message())
            : ProposalCheck.REJECTED;
      }
    }
    return ProposalCheck.SOUND;
  }

  private ProposalCheck promote(String agent, Body.ProposalMade made, Fact fact) {
    if (state.spent.facts() >= state.budget.maxFacts()) {
      String message = turn.used("max_facts", state.budget.maxFacts(), state.spent.facts());
      reject(agent, made, Rejection.BUDGET, message);
      return new ProposalCheck.Halts(
          turn.limit(Halt.Limit.Which.MAX_FACTS, state.budget.maxFacts(), state.spent.facts()),
          message);
    }
    turn.emit(agent, new Body.FactPromoted(fact, made.id()));
    return ProposalCheck.SOUND;
  }

  private void hold(String agent, Body.ProposalMade made, Gate gate, String factId) {
    Instant expires = gate.within() == null ? null : turn.at.plus(gate.within());
    turn.emit(
        agent,
        new Body.ApprovalRequested(
            made.id(), gate.id(), gate.role(), factId, expires, gate.onSilence()));
  }

  private ProposalCheck reject(
      String agent, Body.ProposalMade made, Rejection code, String message) {
    turn.emit(
        agent, new Body.ProposalRejected(made.id(), made.proposal().key(), code, message, null));
    return ProposalCheck.REJECTED;
  }

  private boolean heldOrRejected(String agent, Substance substance) {
    for (Pending pending : state.pending) {
      if (pending.agent().equals(agent) && Substance.of(pending.proposal()).equals(substance)) {
        return true;
      }
    }
    return !state.rejected.isEmpty()
        && state.rejected.contains(new RunState.RejectedByPerson(agent, substance));
  }

  private String factId(
      String agent,
      @Nullable AgentSpec spec,
      AgentSpec.@Nullable Output output,
      Proposal proposal) {
    if (proposal.factId() != null) {
      return proposal.factId();
    }
    String prefix = output == null ? "observation:" : output.idPrefix();
    int ordinal = 0;
    if (spec != null && output != null) {
      int index = program.indexOf(agent);
      ordinal = state.agents[index].ordinals().get(spec.outputs().indexOf(output));
    }
    String id;
    do {
      id = prefix + ++ordinal;
    } while (taken(id));
    return id;
  }

  private boolean taken(String id) {
    return taken(state, id);
  }

  /// Whether a fact, or a proposal that waits for a person, has this id.
  static boolean taken(RunState state, String id) {
    if (state.context.fact(id).isPresent()) {
      return true;
    }
    for (Pending pending : state.pending) {
      if (pending.factId().equals(id)) {
        return true;
      }
    }
    return false;
  }

  private static Optional<String> invalid(Proposal proposal) {
    if (proposal.factId() != null && !Ids.valid(proposal.factId())) {
      return Optional.of("id \"" + proposal.factId() + "\" is no id");
    }
    if (!(proposal.confidence() >= 0 && proposal.confidence() <= 1)) {
      return Optional.of("confidence " + proposal.confidence() + " (expected: 0 to 1)");
    }
    if (proposal.cites().size() > Limits.MAX_CITES) {
      return Optional.of(
          proposal.cites().size() + " cites (expected: at most " + Limits.MAX_CITES + ")");
    }
    return Optional.empty();
  }
}
