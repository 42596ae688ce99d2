package dev.converge.runtime.grpc.message;

import dev.converge.core.Observation;
import dev.converge.core.decision.Decision;
import dev.converge.proto.ApproveProposalRequest;
import dev.converge.proto.CancelJobRequest;
import dev.converge.proto.ContinueObservation;
import dev.converge.proto.ContinueRunRequest;
import dev.converge.proto.PauseRunRequest;
import dev.converge.proto.RejectProposalRequest;
import dev.converge.proto.ResumeRunRequest;
import dev.converge.proto.ReturnProposalRequest;
import dev.converge.proto.SubmitJobRequest;
import dev.converge.proto.SubmitObservationRequest;
import dev.converge.proto.UpdateBudgetRequest;
import dev.converge.runtime.operations.BudgetRequest;
import dev.converge.runtime.operations.ContinueRequest;
import dev.converge.runtime.operations.ControlRequest;
import dev.converge.runtime.operations.DecisionRequest;
import dev.converge.runtime.operations.ObservationRequest;
import dev.converge.runtime.operations.ReturnRequest;
import dev.converge.runtime.operations.RunSelector;
import dev.converge.runtime.operations.submission.SubmitRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads messages that change something as requests of the operations.
public final class ChangeRequests {
  private ChangeRequests() {}

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /// Reads a submission.
  public static SubmitRequest submit(SubmitJobRequest message) {
    return new SubmitRequest(SubmitBodies.body(message), orNull(message.getIdempotencyKey()));
  }

  /// Reads a cancellation.
  public static ControlRequest cancel(CancelJobRequest message) {
    RunSelector run = RunSelectors.ofJob(message.getJobId(), message.getRunId());
    return new ControlRequest(run, orNull(message.getActor()), orNull(message.getReason()));
  }

  /// Reads a pause.
  public static ControlRequest pause(PauseRunRequest message) {
    RunSelector run = RunSelectors.ofRun(message.getRunId());
    return new ControlRequest(run, orNull(message.getActor()), orNull(message.getReason()));
  }

  /// Reads a resumption.
  public static ControlRequest resume(ResumeRunRequest message) {
    RunSelector run = RunSelectors.ofRun(message.getRunId());
    return new ControlRequest(run, orNull(message.getActor()), null);
  }

  /// Reads an approval.
  public static DecisionRequest approve(ApproveProposalRequest message) {
    return new DecisionRequest(
        RunSelectors.ofRun(message.getRunId()),
        message.getProposalId(),
        Decision.APPROVED,
        orNull(message.getActor()),
        orNull(message.getComment()));
  }

  /// Reads a rejection.
  public static DecisionRequest reject(RejectProposalRequest message) {
    RunSelector run = RunSelectors.ofRun(message.getRunId());
    return FieldException.renaming(
        "/comment",
        "reason",
        () ->
            new DecisionRequest(
                run,
                message.getProposalId(),
                Decision.REJECTED,
                orNull(message.getActor()),
                orNull(message.getReason())));
  }

  /// Reads an observation.
  public static ObservationRequest observe(SubmitObservationRequest message) {
    RunSelector run = RunSelectors.ofRun(message.getRunId());
    StructContent content =
        StructContent.of(
            message.getPayload(),
            "payload",
            message.hasTargetTruthId() ? message.getTargetTruthId() : null);
    return new ObservationRequest(
        run,
        message.getKey(),
        null,
        content.text(),
        content.data(),
        orNull(message.getActor()),
        orNull(message.getIdempotencyKey()));
  }

  /// Reads the return of a proposal.
  public static ReturnRequest sendBack(ReturnProposalRequest message) {
    return new ReturnRequest(
        RunSelectors.ofRun(message.getRunId()),
        message.getProposalId(),
        message.getComment(),
        orNull(message.getActor()));
  }

  /// Reads a continuation.
  public static ContinueRequest goOn(ContinueRunRequest message) {
    List<Observation> observations = new ArrayList<>();
    for (ContinueObservation one : message.getObservationsList()) {
      StructContent content = StructContent.of(one.getPayload(), "payload", null);
      observations.add(
          new Observation(one.getKey(), orNull(one.getId()), content.text(), content.data()));
    }
    return new ContinueRequest(
        RunSelectors.either(message.getJobId(), message.getRunId()),
        BudgetMessages.change(message.getBudget()),
        observations,
        orNull(message.getActor()),
        orNull(message.getReason()),
        orNull(message.getIdempotencyKey()));
  }

  /// Reads a change of a budget.
  public static BudgetRequest budget(UpdateBudgetRequest message) {
    RunSelector run = RunSelectors.ofRun(message.getRunId());
    return new BudgetRequest(
        run, BudgetMessages.change(message.getBudget()), orNull(message.getActor()));
  }
}
