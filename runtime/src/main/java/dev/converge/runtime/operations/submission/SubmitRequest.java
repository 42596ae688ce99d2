package dev.converge.runtime.operations.submission;

import dev.converge.core.json.Json;
import dev.converge.runtime.operations.field.FieldErrors;
import dev.converge.runtime.operations.field.OperationException;
import org.jspecify.annotations.Nullable;

/// Submits a job.
///
/// @param body the job as JSON, in the form of the public contract. The server stores it, exports
///   it with the run, and compares its canonical form if an idempotency key is used again. It is
///   validated when the job is submitted, all members at once
/// @param idempotencyKey makes the request count once, or `null`
public record SubmitRequest(Json.Obj body, @Nullable String idempotencyKey) {
  /// Validates the key.
  ///
  /// @throws OperationException with `INVALID`
  public SubmitRequest {
    new FieldErrors().key(idempotencyKey).check();
  }
}
