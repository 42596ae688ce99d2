package dev.converge.core;

import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Gate;
import dev.converge.core.decision.Person;
import dev.converge.core.text.EnumWord;
import java.util.Optional;

/// What people decide on proposals, and who may.
final class Decisions {
  private final Turn turn;
  private final RunState s;

  Decisions(Turn turn) {
    this.turn = turn;
    this.s = turn.s;
  }

  /// Takes a decision. Once it stands, the run can go on; where more people must approve, it waits.
  Outcome take(Input.Decided in) {
    Optional<Pending> pending = Applier.find(s, in.proposalId());
    Optional<Outcome> notAllowed = pending.flatMap(held -> notAllowed(in, gate(held)));
    if (notAllowed.isPresent()) {
      return notAllowed.get();
    }
    Body.ApprovalDecided earlier = s.decisions.get(in.proposalId());
    if (earlier != null) {
      return earlier.decision() == in.decision()
          ? new Outcome.Unchanged()
          : new Outcome.Refused(
              Outcome.Code.DECIDED_OTHERWISE,
              in.proposalId()
                  + " was "
                  + EnumWord.of(earlier.decision())
                  + " by "
                  + earlier.actor());
    }
    if (pending.isEmpty()) {
      return new Outcome.Refused(
          Outcome.Code.NO_SUCH_PROPOSAL, "no proposal " + in.proposalId() + " waits in this run");
    }
    if (s.status.isFinal()) {
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

  private Gate gate(Pending pending) {
    return turn.program.gate(pending.gate());
  }

  /// Why somebody may not decide on a proposal, if so.
  private Optional<Outcome> notAllowed(Input.Decided in, Gate gate) {
    if (!in.roles().include(gate.role())) {
      return refused(
          "a \""
              + gate.role()
              + "\" must decide "
              + in.proposalId()
              + "; you do not have that role");
    }
    if (gate.notSubmitter()) {
      Person submitter = s.started().map(Body.RunStarted::submitter).orElse(null);
      if (submitter == null) {
        return refused(
            "whoever submitted the job must not decide "
                + in.proposalId()
                + ", and the record does not name them");
      }
      if (submitter.name().equals(in.actor())) {
        return refused(in.actor() + " submitted the job and must not decide " + in.proposalId());
      }
    }
    return Optional.empty();
  }

  private static Optional<Outcome> refused(String message) {
    return Optional.of(new Outcome.Refused(Outcome.Code.NOT_ALLOWED, message));
  }
}
