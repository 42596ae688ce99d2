package dev.converge.runtime.operations;

import dev.converge.core.Input;
import dev.converge.core.Observation;
import dev.converge.core.budget.Limits;
import dev.converge.core.decision.RequestKey;
import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.core.status.Outcome;
import dev.converge.core.text.Ids;
import dev.converge.engine.run.RunView;
import dev.converge.runtime.operations.field.BodyFields;
import dev.converge.runtime.operations.field.FieldError;
import dev.converge.runtime.operations.field.FieldErrors;
import dev.converge.runtime.operations.field.OperationException;
import dev.converge.runtime.operations.submission.BudgetChange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Continues a halted run.
///
/// @param run to continue
/// @param change of the budget's limits
/// @param observations that are added to the run at once
/// @param actor name in the request, or `null`
/// @param reason for people, or `null`
/// @param idempotencyKey makes the request count once, or `null`
public record ContinueRequest(
    RunSelector run,
    BudgetChange change,
    List<Observation> observations,
    @Nullable String actor,
    @Nullable String reason,
    @Nullable String idempotencyKey) {
  private static final List<String> MEMBERS = List.of("budget", "observations", "actor", "reason");
  private static final List<String> OBSERVATION = List.of("key", "id", "content", "data");

  /// Validates the request.
  ///
  /// @throws OperationException with `INVALID`
  public ContinueRequest {
    observations = List.copyOf(observations);
    FieldErrors errors =
        new FieldErrors()
            .actor(actor)
            .key(idempotencyKey)
            .length("/reason", reason, ControlRequest.MAX_REASON);
    if (observations.size() > Limits.MAX_OBSERVATIONS) {
      errors.add(
          "/observations",
          observations.size()
              + " observations (expected: at most "
              + Limits.MAX_OBSERVATIONS
              + ")");
    }
    for (int i = 0; i < observations.size(); i++) {
      check(errors, FieldError.pointer("/observations", i), observations.get(i));
    }
    errors.check();
  }

  /// Records what is wrong with an observation.
  static void check(FieldErrors errors, String pointer, Observation observation) {
    if (observation.key().isEmpty()) {
      errors.add(pointer + "/key", "\"key\" is required");
    }
    if (observation.id() != null && !Ids.valid(observation.id())) {
      errors.add(pointer + "/id", "invalid id (expected: [A-Za-z0-9][A-Za-z0-9._:-]{0,199})");
    }
    Json.Obj data = observation.data();
    errors
        .text(pointer + "/content", observation.content())
        .texts(pointer + "/data", data)
        .bytes(pointer + "/content", observation.content(), Limits.MAX_CONTENT_BYTES)
        .bytes(pointer + "/data", data == null ? null : data.canonical(), Limits.MAX_CONTENT_BYTES);
  }

  /// Reads the request from a JSON object.
  ///
  /// @throws OperationException with `INVALID`
  public static ContinueRequest read(
      RunSelector run, Json.Obj body, @Nullable String idempotencyKey) {
    List<FieldError> errors = new ArrayList<>();
    BodyFields fields = new BodyFields("", body, MEMBERS, errors);
    Json.Obj budget = fields.object("budget");
    BudgetChange change =
        BudgetChange.read("/budget", budget == null ? Json.Obj.EMPTY : budget, errors);
    List<Observation> observations = observations(fields, errors);
    String actor = fields.text("actor");
    String reason = fields.text("reason");
    BodyFields.check(errors);
    return new ContinueRequest(run, change, observations, actor, reason, idempotencyKey);
  }

  private static List<Observation> observations(BodyFields fields, List<FieldError> errors) {
    List<Json> items = fields.array("observations");
    List<Observation> observations = new ArrayList<>();
    for (int i = 0; items != null && i < items.size(); i++) {
      String pointer = FieldError.pointer("/observations", i);
      if (items.get(i) instanceof Json.Obj object) {
        BodyFields members = new BodyFields(pointer, object, OBSERVATION, errors);
        observations.add(
            new Observation(
                members.requiredText("key"),
                members.text("id"),
                members.requiredText("content"),
                members.object("data")));
      } else {
        errors.add(
            new FieldError(pointer, BodyFields.describe(items.get(i)) + " (expected: an object)"));
      }
    }
    return observations;
  }

  /// The members that a refusal of the core is about: its message starts with the name of a limit,
  /// and among observations it is the first invalid one.
  static List<FieldError> blamed(Input.Continued input, Outcome.Code code, String message) {
    if (code != Outcome.Code.INVALID && code != Outcome.Code.NO_SUCH_KEY) {
      return List.of();
    }
    if (message.startsWith("max_")) {
      String limit = message.substring(0, message.indexOf(':'));
      return List.of(new FieldError("/budget/" + limit, message));
    }
    for (int i = 0; i < input.observations().size(); i++) {
      String pointer = FieldError.pointer("/observations", i);
      if (code == Outcome.Code.NO_SUCH_KEY
          && message.contains("\"" + input.observations().get(i).key() + "\"")) {
        return List.of(new FieldError(pointer + "/key", message));
      }
    }
    return message.startsWith("observations")
        ? List.of(new FieldError("/observations", message))
        : List.of();
  }

  /// The key that makes it count once: the same for the same request over every transport.
  @Nullable RequestKey requestKey() {
    if (idempotencyKey == null) {
      return null;
    }
    List<Json> said = new ArrayList<>();
    for (Observation observation : observations) {
      Json.Builder one =
          Json.object().put("key", observation.key()).put("content", observation.content());
      if (observation.id() != null) {
        one.put("id", observation.id());
      }
      if (observation.data() != null) {
        one.put("data", observation.data());
      }
      said.add(one.build());
    }
    Json.Builder all =
        Json.object()
            .put("operation", "continue")
            .put("budget", change.toString())
            .put("observations", new Json.Arr(said));
    if (actor != null) {
      all.put("actor", actor);
    }
    if (reason != null) {
      all.put("reason", reason);
    }
    return new RequestKey(idempotencyKey, Digest.of(all.build()));
  }

  /// A run after it was continued.
  ///
  /// @param run after the continuation
  /// @param earlier whether the same request was accepted before
  public record Result(RunView run, boolean earlier) {}
}
