package dev.converge.runtime.a2a;

import dev.converge.core.Fact;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.proposal.Keys;
import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import dev.converge.core.text.Times;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.EventId;
import dev.converge.engine.store.JobStore;
import dev.converge.runtime.jobs.JobJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Runs as tasks: a task is a run, its context the job, and an artifact is a fact of the answer.
///
/// @param taskId id of the run
/// @param contextId id of the job
record TaskJson(String taskId, String contextId) {
  /// The states of tasks.
  enum State {
    SUBMITTED,
    WORKING,
    COMPLETED,
    FAILED,
    CANCELED,
    INPUT_REQUIRED;

    /// The word in the protocol.
    String word() {
      return "TASK_STATE_" + name();
    }

    /// Whether the task has ended.
    boolean terminal() {
      return this == COMPLETED || this == FAILED || this == CANCELED;
    }
  }

  static TaskJson of(RunView view) {
    return new TaskJson(view.runId(), view.job().jobId());
  }

  /// The state of a task.
  ///
  /// @param decidable whether a person can continue a waiting run
  static State state(Status status, boolean decidable) {
    return switch (status) {
      case PENDING -> State.SUBMITTED;
      case RUNNING -> State.WORKING;
      case WAITING -> decidable ? State.INPUT_REQUIRED : State.WORKING;
      case PAUSED -> State.INPUT_REQUIRED;
      case CONVERGED -> State.COMPLETED;
      case HALTED, FAILED -> State.FAILED;
      case CANCELLED -> State.CANCELED;
    };
  }

  static State state(RunView view) {
    RunState state = view.state();
    return state(state.status(), !state.pending().isEmpty());
  }

  /// The current state of a task, with its artifacts so far.
  Json.Obj task(RunView view) {
    List<Json> artifacts = new ArrayList<>();
    for (Fact fact : view.state().context().facts()) {
      if (isOutput(view.program(), fact.key())) {
        artifacts.add(artifact(fact.id(), fact.key(), fact.content(), fact.data()));
      }
    }
    return task(
        status(
            state(view),
            view.state().sequence(),
            Json.of(Times.format(view.state().at())),
            view.state().detail().orElse(null)),
        artifacts,
        view.job());
  }

  /// A task in a list, without artifacts.
  static Json.Obj listed(JobStore.Listed listed) {
    JobStore.Run run = listed.run();
    TaskJson task = new TaskJson(run.runId(), run.jobId());
    State state = state(run.head().status(), run.head().progress().pending() > 0);
    Json at = Json.of(Times.format(run.head().updatedAt()));
    return task.task(task.status(state, run.sequence(), at, null), List.of(), listed.job());
  }

  private Json.Obj task(Json status, List<Json> artifacts, JobStore.Job job) {
    Json metadata =
        Json.object()
            .put("template", job.template())
            .put("version", job.version())
            .put("job", JobJson.path(job.jobId()))
            .put("console", "/console/jobs/" + job.jobId())
            .build();
    return Json.object()
        .put("id", taskId)
        .put("contextId", contextId)
        .put("status", status)
        .put("artifacts", Json.array(artifacts))
        .put("metadata", metadata)
        .build();
  }

  /// Whether facts under a key are the answer: those that the template names, or all except seeds.
  static boolean isOutput(Program program, String key) {
    return program.outputs().isEmpty() ? !key.equals(Keys.SEEDS) : program.outputs().contains(key);
  }

  private Json.Obj status(State state, long sequence, Json at, @Nullable String detail) {
    return Json.object()
        .put("state", state.word())
        .put("timestamp", at)
        .put("message", detail == null ? null : message(sequence, detail))
        .build();
  }

  private Json message(long sequence, String text) {
    Json part = Json.object().put("text", text).put("mediaType", "text/plain").build();
    return Json.object()
        .put("messageId", new EventId(taskId, sequence).toString())
        .put("contextId", contextId)
        .put("taskId", taskId)
        .put("role", "ROLE_AGENT")
        .put("parts", Json.array(List.of(part)))
        .build();
  }

  private static Json artifact(String id, String key, String content, @Nullable Json data) {
    List<Json> parts = new ArrayList<>();
    parts.add(Json.object().put("text", content).put("mediaType", "text/plain").build());
    if (data != null) {
      parts.add(Json.object().put("data", data).put("mediaType", "application/json").build());
    }
    return Json.object()
        .put("artifactId", id)
        .put("name", key)
        .put("parts", Json.array(parts))
        .build();
  }

  /// The stream message for an event of the run; empty if there is none.
  Optional<Json.Obj> update(Program program, Json.Obj event) {
    String key = OptionalMembers.textOrEmpty(event, "key");
    return switch (OptionalMembers.textOrEmpty(event, "type")) {
      case "fact_promoted" ->
          isOutput(program, key) ? Optional.of(artifactUpdate(event, key)) : Optional.empty();
      case "run_status" -> Optional.of(statusUpdate(event));
      default -> Optional.empty();
    };
  }

  private Json.Obj artifactUpdate(Json.Obj event, String key) {
    Json artifact =
        artifact(
            OptionalMembers.textOrEmpty(event, "fact_id"),
            key,
            OptionalMembers.textOrEmpty(event, "content"),
            event.get("data").filter(data -> data != Json.Null.NULL).orElse(null));
    return Json.object()
        .put(
            "artifactUpdate",
            Json.object()
                .put("taskId", taskId)
                .put("contextId", contextId)
                .put("artifact", artifact)
                .put("lastChunk", true)
                .build())
        .build();
  }

  private Json.Obj statusUpdate(Json.Obj event) {
    Status status =
        EnumWord.find(Status.class, OptionalMembers.textOrEmpty(event, "status"))
            .orElse(Status.RUNNING);
    long sequence =
        event.get("sequence").orElse(null) instanceof Json.Num(var number) ? (long) number : 0;
    Json at = event.get("at").orElse(Json.Null.NULL);
    Json.Obj told =
        status(
            state(status, event.get("outage").isEmpty()),
            sequence,
            at,
            OptionalMembers.text(event, "detail").orElse(null));
    return Json.object()
        .put(
            "statusUpdate",
            Json.object()
                .put("taskId", taskId)
                .put("contextId", contextId)
                .put("status", told)
                .build())
        .build();
  }
}
