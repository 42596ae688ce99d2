package dev.converge.runtime.operations;

import dev.converge.core.json.Json;
import dev.converge.runtime.operations.field.FieldErrors;
import dev.converge.runtime.operations.field.OperationException;
import org.jspecify.annotations.Nullable;

/// Forks a run.
///
/// @param run to fork
/// @param body what the fork changes, in the form of the public contract. It is validated when the
///   run is forked, all members at once
/// @param idempotencyKey makes the request count once, or `null`
public record ForkRequest(RunSelector run, Json.Obj body, @Nullable String idempotencyKey) {
  /// Validates the key.
  ///
  /// @throws OperationException with `INVALID`
  public ForkRequest {
    new FieldErrors().key(idempotencyKey).check();
  }
}
