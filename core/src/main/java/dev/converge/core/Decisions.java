package dev.converge.core;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Gate;
import dev.converge.core.decision.Person;
import dev.converge.core.decision.Roles;
import dev.converge.core.status.Outcome;
import dev.converge.core.text.EnumWord;
import java.util.Optional;

/// Processes decisions on proposals, and checks who may decide.
final class Decisions {
  private final Turn turn;
  private final RunState state;

  Decisions(Turn turn) {
    this.turn = turn;
    this.state = turn.state;
  }

  /// Processes a decision. Once it is final, the run can continue. If more people must approve, it
  /// waits. waits.
  Outcome take(Input.Decided in) {
    Optional<Pending> pending = ProposalEvents.find(state, in.proposalId());
    Optional<Outcome> notAllowed =
        pending.flatMap(held -> notAllowed(in.roles(), in.proposalId(), in.actor(), gate(held)));
    if (notAllowed.isPresent()) {
      return notAllowed.get();
    }
    Body.ApprovalDecided earlier = state.decisions.get(in.proposalId());
    if (earlier != null) {
      return earlier.decision() == in.decision()
          ? new Outcome.Unchanged()
          : otherwise(in.proposalId(), EnumWord.of(earlier.decision()), earlier.actor());
    }
    Body.ProposalReturned returned = state.returned.get(in.proposalId());
    if (returned != null) {
      return otherwise(in.proposalId(), "returned", returned.actor());
    }
    if (pending.isEmpty()) {
      return unknown(in.proposalId());
    }
    if (state.status.isFinal()) {
      return turn.wrongStatus("a decision");
    }
    Pending held = pending.get();
    int approvals = gate(held).approvals();
    if (in.decision() == Decision.APPROVED && approvals > 1) {
      if (held.given().stream().anyMatch(given -> given.actor().equals(in.actor()))) {
        return new Outcome.Unchanged();
      }
      int missing = approvals - held.given().size() - 1;
      if (missing > 0) {
        turn.emit(
            null,
            new Body.ApprovalGiven(
                in.proposalId(), in.actor(), in.asserted(), in.comment(), missing));
        return new Outcome.Accepted();
      }
    }
    turn.emit(
        null,
        new Body.ApprovalDecided(
            in.proposalId(), in.decision(), in.actor(), in.asserted(), in.comment(), false));
    new Cycle(turn).advance();
    return new Outcome.Accepted();
  }

  /// Processes the return of a proposal. The agent is asked to revise it at the next boundary.
  Outcome take(Input.Returned in) {
    Optional<Pending> pending = ProposalEvents.find(state, in.proposalId());
    if (pending.isPresent()) {
      Optional<Outcome> notAllowed =
          notAllowed(in.roles(), in.proposalId(), in.actor(), gate(pending.get()));
      if (notAllowed.isPresent()) {
        return notAllowed.get();
      }
    }
    if (state.returned.containsKey(in.proposalId())) {
      return new Outcome.Unchanged();
    }
    Optional<Outcome> decided = decidedBefore(in.proposalId());
    if (decided.isPresent()) {
      return decided.get();
    }
    if (pending.isEmpty()) {
      return unknown(in.proposalId());
    }
    if (state.status.isFinal()) {
      return turn.wrongStatus("a decision");
    }
    Optional<String> problem = unrevisable(pending.get(), in);
    if (problem.isPresent()) {
      return new Outcome.Refused(Outcome.Code.WRONG_STATUS, problem.get());
    }
    turn.emit(
        null,
        new Body.ProposalReturned(
            in.proposalId(),
            pending.get().gate(),
            pending.get().factId(),
            in.actor(),
            in.asserted(),
            in.comment(),
            pending.get().revision() + 1));
    new Cycle(turn).advance();
    return new Outcome.Accepted();
  }

  /// Why a proposal cannot be returned, if so.
  private Optional<String> unrevisable(Pending pending, Input.Returned in) {
    Gate gate = gate(pending);
    if (gate.revisions() == 0) {
      return Optional.of(
          in.proposalId()
              + " cannot be returned (expected: a gate that says \"a returned proposal is revised"
              + " at most N times\"); approve or reject it");
    }
    boolean model =
        turn.program
            .agent(pending.agent())
            .filter(spec -> spec.kind() == AgentSpec.Kind.LLM)
            .isPresent();
    if (!model) {
      return Optional.of(
          in.proposalId()
              + " cannot be returned, because no model answers for "
              + pending.agent()
              + "; approve or reject it");
    }
    return pending.revision() < gate.revisions()
        ? Optional.empty()
        : Optional.of(
            in.proposalId()
                + " cannot be returned, because it was revised "
                + pending.revision()
                + " times (expected: at most "
                + gate.revisions()
                + "); approve or reject it");
  }

  private Optional<Outcome> decidedBefore(String proposalId) {
    Body.ApprovalDecided earlier = state.decisions.get(proposalId);
    return earlier == null
        ? Optional.empty()
        : Optional.of(otherwise(proposalId, EnumWord.of(earlier.decision()), earlier.actor()));
  }

  private static Outcome otherwise(String proposalId, String how, String actor) {
    return new Outcome.Refused(
        Outcome.Code.DECIDED_OTHERWISE, proposalId + " was " + how + " by " + actor);
  }

  private static Outcome unknown(String proposalId) {
    return new Outcome.Refused(
        Outcome.Code.NO_SUCH_PROPOSAL, "no proposal " + proposalId + " waits in this run");
  }

  private Gate gate(Pending pending) {
    return turn.program.gate(pending.gate());
  }

  /// Why a person may not decide on a proposal, if so.
  private Optional<Outcome> notAllowed(Roles roles, String proposalId, String actor, Gate gate) {
    if (!roles.include(gate.role())) {
      return refused(
          "a \"" + gate.role() + "\" must decide " + proposalId + "; you do not have that role");
    }
    if (gate.notSubmitter()) {
      Person submitter = state.started().map(Body.RunStarted::submitter).orElse(null);
      if (submitter == null) {
        return refused(
            "the submitter of the job is not allowed to decide "
                + proposalId
                + ", and the record does not name them");
      }
      if (submitter.name().equals(actor)) {
        return refused(actor + " submitted the job and is not allowed to decide " + proposalId);
      }
    }
    return Optional.empty();
  }

  private static Optional<Outcome> refused(String message) {
    return Optional.of(new Outcome.Refused(Outcome.Code.NOT_ALLOWED, message));
  }
}
