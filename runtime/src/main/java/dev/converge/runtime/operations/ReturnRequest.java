package dev.converge.runtime.operations;

import dev.converge.core.Body;
import dev.converge.engine.run.RunView;
import dev.converge.runtime.operations.field.FieldErrors;
import dev.converge.runtime.operations.field.OperationException;
import org.jspecify.annotations.Nullable;

/// Returns a proposal to the agent that made it, for revision.
///
/// @param run that the proposal belongs to
/// @param proposalId of the proposal, or the id of an event about it: `run_…/12`
/// @param comment the requested changes
/// @param actor name in the request, or `null`; required without authentication
public record ReturnRequest(
    RunSelector run, String proposalId, String comment, @Nullable String actor) {
  /// Maximum length of a comment, in characters; a model reads it.
  public static final int MAX_COMMENT = 2_000;

  /// Validates the request.
  ///
  /// @throws OperationException with `INVALID`
  public ReturnRequest {
    FieldErrors errors = new FieldErrors().actor(actor).length("/comment", comment, MAX_COMMENT);
    if (proposalId.isEmpty()) {
      errors.add("/proposal_id", "\"proposal_id\" is required");
    }
    if (comment.isBlank()) {
      errors.add("/comment", "\"comment\" is required (expected: what the agent should change)");
    }
    errors.check();
  }

  /// A proposal after it was returned.
  ///
  /// @param run after the return
  /// @param returned the valid return: the first one, if the proposal was returned twice
  public record Result(RunView run, Body.ProposalReturned returned) {}
}
