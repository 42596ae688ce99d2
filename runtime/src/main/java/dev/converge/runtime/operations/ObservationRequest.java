package dev.converge.runtime.operations;

import dev.converge.core.budget.Limits;
import dev.converge.core.decision.RequestKey;
import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.core.text.Ids;
import dev.converge.engine.run.RunView;
import dev.converge.runtime.operations.field.FieldErrors;
import dev.converge.runtime.operations.field.OperationException;
import org.jspecify.annotations.Nullable;

/// Adds an observation to a run.
///
/// @param run to observe
/// @param key of the resulting fact
/// @param id requested for the fact, or `null`
/// @param content of the observation
/// @param data of the observation, or `null`
/// @param actor name in the request, or `null`
/// @param idempotencyKey makes the request count once, or `null`
public record ObservationRequest(
    RunSelector run,
    String key,
    @Nullable String id,
    String content,
    Json.@Nullable Obj data,
    @Nullable String actor,
    @Nullable String idempotencyKey) {
  /// Validates the request.
  ///
  /// @throws OperationException with `INVALID`
  public ObservationRequest {
    FieldErrors errors = new FieldErrors().actor(actor).key(idempotencyKey);
    if (key.isEmpty()) {
      errors.add("/key", "\"key\" is required");
    }
    if (id != null && !Ids.valid(id)) {
      errors.add("/id", "invalid id (expected: [A-Za-z0-9][A-Za-z0-9._:-]{0,199})");
    }
    errors
        .text("/content", content)
        .texts("/data", data)
        .bytes("/content", content, Limits.MAX_CONTENT_BYTES)
        .bytes("/data", data == null ? null : data.canonical(), Limits.MAX_CONTENT_BYTES)
        .check();
  }

  /// The key that makes it count once: the same for the same observation over every transport.
  @Nullable RequestKey requestKey() {
    if (idempotencyKey == null) {
      return null;
    }
    Json.Builder said = Json.object().put("key", key).put("content", content);
    if (id != null) {
      said.put("id", id);
    }
    if (data != null) {
      said.put("data", data);
    }
    if (actor != null) {
      said.put("actor", actor);
    }
    return new RequestKey(idempotencyKey, Digest.of(said.build()));
  }

  /// A run after an observation.
  ///
  /// @param run after the observation
  /// @param earlier whether the same request was accepted before
  public record Result(RunView run, boolean earlier) {}
}
