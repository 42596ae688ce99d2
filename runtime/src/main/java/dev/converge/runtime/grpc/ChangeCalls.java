package dev.converge.runtime.grpc;

import dev.converge.core.text.EnumWord;
import dev.converge.engine.AcceptedJob;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.JobStore;
import dev.converge.proto.Ack;
import dev.converge.proto.CancelJobRequest;
import dev.converge.proto.ClientMessage;
import dev.converge.proto.ContinueRunRequest;
import dev.converge.proto.ConvergeServiceGrpc;
import dev.converge.proto.DecisionResponse;
import dev.converge.proto.ForkRunRequest;
import dev.converge.proto.ReturnProposalRequest;
import dev.converge.proto.ServerEvent;
import dev.converge.proto.SubmitJobRequest;
import dev.converge.runtime.grpc.message.ChangeRequests;
import dev.converge.runtime.grpc.message.ForkMessages;
import dev.converge.runtime.grpc.message.Messages;
import dev.converge.runtime.grpc.message.RunHeader;
import dev.converge.runtime.operations.ContinueRequest;
import dev.converge.runtime.operations.DecisionRequest;
import dev.converge.runtime.operations.DecisionResult;
import dev.converge.runtime.operations.ForkOperations;
import dev.converge.runtime.operations.JobRun;
import dev.converge.runtime.operations.ObservationRequest;
import dev.converge.runtime.operations.Operations;
import dev.converge.runtime.operations.ReturnRequest;
import dev.converge.runtime.operations.call.Caller;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Calls that change something. Each blocks until the change is durable. An exception says why it
/// was not made.
final class ChangeCalls {
  private final Operations operations;
  private final InstantSource clock;

  ChangeCalls(ServiceContext context) {
    this.operations = context.operations();
    this.clock = context.clock();
  }

  /// Answers methods of the service.
  void bind(ServiceMethods to) {
    to.unary(
        ConvergeServiceGrpc.getSubmitJobMethod(),
        (caller, request) -> JobCalls.submitted(submit(caller, request)));
    to.unary(
        ConvergeServiceGrpc.getCancelJobMethod(),
        (caller, request) -> JobCalls.cancelled(cancel(caller, request)));
    to.unary(
        ConvergeServiceGrpc.getApproveProposalMethod(),
        (caller, request) -> decided(decide(caller, ChangeRequests.approve(request))));
    to.unary(
        ConvergeServiceGrpc.getRejectProposalMethod(),
        (caller, request) -> decided(decide(caller, ChangeRequests.reject(request))));
    to.unary(
        ConvergeServiceGrpc.getContinueRunMethod(),
        (caller, request) -> JobCalls.continued(goOn(caller, request)));
    to.unary(
        ConvergeServiceGrpc.getReturnProposalMethod(),
        (caller, request) -> JobCalls.returned(sendBack(caller, request)));
    to.unary(
        ConvergeServiceGrpc.getForkRunMethod(),
        (caller, request) -> JobCalls.forked(fork(caller, request)));
  }

  private AcceptedJob submit(Caller caller, SubmitJobRequest message) {
    return operations.jobs().submit(caller, ChangeRequests.submit(message)).join().accepted();
  }

  private RunView cancel(Caller caller, CancelJobRequest message) {
    return operations.control().cancel(caller, ChangeRequests.cancel(message)).join();
  }

  private DecisionResult decide(Caller caller, DecisionRequest request) {
    return operations.proposals().decide(caller, request).join();
  }

  private static DecisionResponse decided(DecisionResult result) {
    RunView run = result.run();
    DecisionResponse.Builder out =
        DecisionResponse.newBuilder()
            .setJobId(run.job().jobId())
            .setRunId(run.runId())
            .setProposalId(result.proposalId())
            .setMissing(result.missing())
            .setLatestSequence(run.state().sequence());
    result
        .decision()
        .ifPresent(decision -> {
          out.setDecision(EnumWord.of(decision.decision()))
              .setActor(decision.actor())
              .setAsserted(decision.asserted());
          if (decision.comment() != null) {
            out.setComment(decision.comment());
          }
        });
    return out.build();
  }

  private ContinueRequest.Result goOn(Caller caller, ContinueRunRequest message) {
    return operations.control().continueRun(caller, ChangeRequests.goOn(message)).join();
  }

  private ForkOperations.Forked fork(Caller caller, ForkRunRequest message) {
    return operations.forks().fork(caller, ForkMessages.request(message)).join();
  }

  private ReturnRequest.Result sendBack(Caller caller, ReturnProposalRequest message) {
    return operations.proposals().sendBack(caller, ChangeRequests.sendBack(message)).join();
  }

  /// Executes the change that a message of a stream requests.
  ///
  /// @return the responses, starting with the ack
  List<ServerEvent> perform(Caller caller, ClientMessage message) {
    if (message.hasSubmitJob()) {
      return submitted(message.getRequestId(), submit(caller, message.getSubmitJob()));
    }
    return changed(message.getRequestId(), change(caller, message).join());
  }

  private CompletableFuture<RunView> change(Caller caller, ClientMessage message) {
    return switch (message.getMessageCase()) {
      case CANCEL_JOB ->
          operations.control().cancel(caller, ChangeRequests.cancel(message.getCancelJob()));
      case PAUSE -> operations.control().pause(caller, ChangeRequests.pause(message.getPause()));
      case RESUME ->
          operations.control().resume(caller, ChangeRequests.resume(message.getResume()));
      case UPDATE_BUDGET ->
          operations
              .control()
              .changeBudget(caller, ChangeRequests.budget(message.getUpdateBudget()));
      case RETURN_PROPOSAL ->
          operations
              .proposals()
              .sendBack(caller, ChangeRequests.sendBack(message.getReturnProposal()))
              .thenApply(ReturnRequest.Result::run);
      case CONTINUE_RUN ->
          operations
              .control()
              .continueRun(caller, ChangeRequests.goOn(message.getContinueRun()))
              .thenApply(ContinueRequest.Result::run);
      case SUBMIT_OBSERVATION ->
          operations
              .proposals()
              .observe(caller, ChangeRequests.observe(message.getSubmitObservation()))
              .thenApply(ObservationRequest.Result::run);
      case APPROVE ->
          operations
              .proposals()
              .decide(caller, ChangeRequests.approve(message.getApprove()))
              .thenApply(DecisionResult::run);
      case REJECT ->
          operations
              .proposals()
              .decide(caller, ChangeRequests.reject(message.getReject()))
              .thenApply(DecisionResult::run);
      case SUBMIT_JOB, SUBSCRIBE, UNSUBSCRIBE, RESUME_FROM, PING, MESSAGE_NOT_SET ->
          throw new IllegalArgumentException(
              "request: " + message.getMessageCase() + " (expected: one that changes a run)");
    };
  }

  private List<ServerEvent> submitted(String requestId, AcceptedJob accepted) {
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
        Messages.answer(clock.instant()).setAck(ack).build(),
        Messages.created(RunHeader.of(new JobRun(job, job.runId())), job.createdAt(), ""));
  }

  private List<ServerEvent> changed(String requestId, RunView view) {
    Ack ack =
        Ack.newBuilder()
            .setRequestId(requestId)
            .setSuccess(true)
            .setJobId(view.job().jobId())
            .setRunId(view.runId())
            .setSequence(view.state().sequence())
            .build();
    return List.of(Messages.answer(clock.instant()).setAck(ack).build());
  }
}
