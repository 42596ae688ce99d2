package dev.converge.runtime.operations;

import dev.converge.runtime.operations.field.FieldErrors;
import dev.converge.runtime.operations.field.OperationException;
import dev.converge.runtime.operations.submission.BudgetChange;
import org.jspecify.annotations.Nullable;

/// Changes the budget of a run.
///
/// @param run to change
/// @param change of the limits
/// @param actor name in the request, or `null`
public record BudgetRequest(RunSelector run, BudgetChange change, @Nullable String actor) {
  /// Validates the request.
  ///
  /// @throws OperationException with `INVALID`
  public BudgetRequest {
    new FieldErrors().actor(actor).check();
  }
}
