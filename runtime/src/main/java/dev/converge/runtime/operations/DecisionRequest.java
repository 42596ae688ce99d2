package dev.converge.runtime.operations;

import dev.converge.core.decision.Decision;
import dev.converge.runtime.operations.field.FieldErrors;
import dev.converge.runtime.operations.field.OperationException;
import org.jspecify.annotations.Nullable;

/// Approves or rejects a proposal.
///
/// @param run that the proposal belongs to
/// @param proposalId of the proposal, or the id of an event about it: `run_…/12`
/// @param decision the decision
/// @param actor name in the request, or `null`; required without authentication
/// @param comment for people, or `null`
public record DecisionRequest(
    RunSelector run,
    String proposalId,
    Decision decision,
    @Nullable String actor,
    @Nullable String comment) {
  /// Maximum length of a comment, in characters.
  public static final int MAX_COMMENT = 10_000;

  /// Validates the request.
  ///
  /// @throws OperationException with `INVALID`
  public DecisionRequest {
    FieldErrors errors = new FieldErrors().actor(actor).length("/comment", comment, MAX_COMMENT);
    if (proposalId.isEmpty()) {
      errors.add("/proposal_id", "\"proposal_id\" is required");
    }
    errors.check();
  }
}
