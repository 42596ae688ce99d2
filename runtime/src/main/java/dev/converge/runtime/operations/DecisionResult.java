package dev.converge.runtime.operations;

import dev.converge.core.Body;
import dev.converge.core.Pending;
import dev.converge.core.decision.Decision;
import dev.converge.engine.run.RunView;
import java.util.Optional;

/// A proposal after a decision.
///
/// @param run after the decision
/// @param proposalId of the proposal
/// @param decision the valid one: the first, if the same was sent twice; while more people must
///   approve, the latest approval
/// @param missing approvals that are still needed; 0 once it is decided
public record DecisionResult(
    RunView run, String proposalId, Optional<Body.ApprovalDecided> decision, int missing) {
  static DecisionResult of(RunView run, String proposalId) {
    Optional<Body.ApprovalDecided> decision = run.state().decision(proposalId);
    if (decision.isPresent()) {
      return new DecisionResult(run, proposalId, decision, 0);
    }
    return run.state().pending().stream()
        .filter(pending -> pending.proposalId().equals(proposalId) && !pending.given().isEmpty())
        .findFirst()
        .map(pending -> approvedSoFar(run, pending))
        .orElse(new DecisionResult(run, proposalId, decision, 0));
  }

  private static DecisionResult approvedSoFar(RunView run, Pending pending) {
    Body.ApprovalGiven given = pending.given().getLast();
    Body.ApprovalDecided shown =
        new Body.ApprovalDecided(
            given.proposalId(),
            Decision.APPROVED,
            given.actor(),
            given.asserted(),
            given.comment(),
            false);
    return new DecisionResult(run, pending.proposalId(), Optional.of(shown), given.missing());
  }
}
