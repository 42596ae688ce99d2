package dev.converge.runtime.grpc;

import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.engine.Accepted;
import dev.converge.engine.Engine;
import dev.converge.engine.JobStore;
import dev.converge.engine.RunView;
import dev.converge.engine.Submission;
import dev.converge.proto.Ack;
import dev.converge.proto.ClientMessage;
import dev.converge.proto.ServerEvent;
import dev.converge.proto.SubmitJobRequest;
import dev.converge.runtime.jobs.SubmissionReader;
import dev.converge.runtime.tracing.TraceParent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Does what a client asks for, other than to see things. Blocks until it is durable.
final class Requests {
  private static final int MAX_KEY_LENGTH = 255;
  private final SubmissionReader reader;
  private final Engine engine;
  private final Controls controls;

  Requests(Parts parts, Controls controls) {
    this.reader = parts.reader();
    this.engine = parts.engine();
    this.controls = controls;
  }

  /// Takes in a job.
  Accepted submit(Caller caller, SubmitJobRequest request) {
    Json.Obj body = SubmitBodies.body(request);
    JobStore.IdempotencyKey key = key(request.getIdempotencyKey(), body);
    Submission submission = reader.read(caller.tenant(), body, key).submission();
    return engine.submit(TraceParent.keep(submission, caller.traceParent())).join();
  }

  private static JobStore.@Nullable IdempotencyKey key(String key, Json.Obj body) {
    if (key.isEmpty()) {
      return null;
    }
    if (key.length() > MAX_KEY_LENGTH || key.chars().anyMatch(c -> c < 0x20 || c > 0x7E)) {
      throw new FieldException(
          "idempotency_key",
          "(expected: at most " + MAX_KEY_LENGTH + " printable ASCII characters)");
    }
    return new JobStore.IdempotencyKey("submit", key, Digest.of(body));
  }

  /// Does what a message of a stream asks for.
  ///
  /// @return the answers, the ack first
  List<ServerEvent> perform(Caller caller, ClientMessage message) {
    String id = message.getRequestId();
    return switch (message.getMessageCase()) {
      case SUBMIT_JOB -> submitted(id, submit(caller, message.getSubmitJob()));
      case CANCEL_JOB -> done(id, controls.cancel(caller, message.getCancelJob()));
      case SUBMIT_OBSERVATION -> done(id, controls.observe(caller, message.getSubmitObservation()));
      case APPROVE -> done(id, controls.approve(caller, message.getApprove()));
      case REJECT -> done(id, controls.reject(caller, message.getReject()));
      case PAUSE -> done(id, controls.pause(caller, message.getPause()));
      case RESUME -> done(id, controls.resume(caller, message.getResume()));
      case UPDATE_BUDGET -> done(id, controls.budget(caller, message.getUpdateBudget()));
      case SUBSCRIBE, UNSUBSCRIBE, RESUME_FROM, PING, MESSAGE_NOT_SET ->
          throw new IllegalArgumentException(
              "request: " + message.getMessageCase() + " (expected: one that changes runs)");
    };
  }

  private List<ServerEvent> submitted(String requestId, Accepted accepted) {
    JobStore.Job job = accepted.job();
    Ack ack =
        Ack.newBuilder()
            .setRequestId(requestId)
            .setSuccess(true)
            .setJobId(job.jobId())
            .setRunId(job.runId())
            .setSequence(accepted.sequence())
            .build();
    return List.of(
        Messages.answer(engine.now()).setAck(ack).build(),
        Messages.created(RunInfo.of(job, job.runId()), job.createdAt(), ""));
  }

  private List<ServerEvent> done(String requestId, RunView view) {
    Ack ack =
        Ack.newBuilder()
            .setRequestId(requestId)
            .setSuccess(true)
            .setJobId(view.job().jobId())
            .setRunId(view.runId())
            .setSequence(view.state().sequence())
            .build();
    return List.of(Messages.answer(engine.now()).setAck(ack).build());
  }
}
