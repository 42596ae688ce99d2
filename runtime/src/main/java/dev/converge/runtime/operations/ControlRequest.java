package dev.converge.runtime.operations;

import dev.converge.runtime.operations.field.FieldErrors;
import dev.converge.runtime.operations.field.OperationException;
import org.jspecify.annotations.Nullable;

/// Cancels, pauses or resumes a run.
///
/// @param run to control
/// @param actor name in the request, or `null`
/// @param reason for people, or `null`; a run is resumed without a reason
public record ControlRequest(RunSelector run, @Nullable String actor, @Nullable String reason) {
  /// Maximum length of a reason, in characters.
  public static final int MAX_REASON = 2_000;

  /// Validates the request.
  ///
  /// @throws OperationException with `INVALID`
  public ControlRequest {
    new FieldErrors().actor(actor).length("/reason", reason, MAX_REASON).check();
  }
}
