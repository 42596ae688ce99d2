package dev.converge.runtime.operations;

import dev.converge.runtime.operations.field.FieldErrors;
import dev.converge.runtime.operations.field.OperationException;
import org.jspecify.annotations.Nullable;

/// Replays a final run.
///
/// @param run to replay
/// @param idempotencyKey makes the request count once, or `null`
public record ReplayRequest(RunSelector run, @Nullable String idempotencyKey) {
  /// Validates the key.
  ///
  /// @throws OperationException with `INVALID`
  public ReplayRequest {
    new FieldErrors().key(idempotencyKey).check();
  }
}
