package dev.converge.runtime.grpc;

import dev.converge.core.Body;
import dev.converge.core.RunState;
import dev.converge.core.status.Status;
import dev.converge.engine.AcceptedJob;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.JobStore;
import dev.converge.proto.CancelJobResponse;
import dev.converge.proto.ContinueRunResponse;
import dev.converge.proto.ConvergeServiceGrpc;
import dev.converge.proto.ForkRunResponse;
import dev.converge.proto.GetJobRequest;
import dev.converge.proto.GetJobResponse;
import dev.converge.proto.Queued;
import dev.converge.proto.ReturnProposalResponse;
import dev.converge.proto.Spent;
import dev.converge.proto.SubmitJobResponse;
import dev.converge.runtime.events.Statuses;
import dev.converge.runtime.grpc.message.BudgetMessages;
import dev.converge.runtime.grpc.message.EntryTypes;
import dev.converge.runtime.grpc.message.FieldException;
import dev.converge.runtime.grpc.message.ForkMessages;
import dev.converge.runtime.grpc.message.Messages;
import dev.converge.runtime.grpc.message.ProgressMessage;
import dev.converge.runtime.grpc.message.RunSelectors;
import dev.converge.runtime.grpc.message.Structs;
import dev.converge.runtime.operations.ContinueRequest;
import dev.converge.runtime.operations.ForkOperations;
import dev.converge.runtime.operations.JobOperations;
import dev.converge.runtime.operations.ReturnRequest;
import dev.converge.runtime.operations.RunSelector;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.submission.JobMetadata;
import java.time.Duration;
import java.time.InstantSource;

/// Jobs as unary calls show them. Blocks for I/O.
final class JobCalls {
  private static final double MICROS = 1_000_000;

  private final JobOperations operations;
  private final ServiceLimits limits;
  private final InstantSource clock;

  JobCalls(ServiceContext context) {
    this.operations = context.operations().jobs();
    this.limits = context.limits();
    this.clock = context.clock();
  }

  /// Answers methods of the service.
  void bind(ServiceMethods to) {
    to.unary(ConvergeServiceGrpc.getGetJobMethod(), this::get);
  }

  static SubmitJobResponse submitted(AcceptedJob accepted) {
    return SubmitJobResponse.newBuilder()
        .setJobId(accepted.job().jobId())
        .setRunId(accepted.job().runId())
        .setSequence(accepted.sequence())
        .setStatus(Statuses.word(accepted.status()))
        .setEarlier(accepted.earlier())
        .build();
  }

  static CancelJobResponse cancelled(RunView view) {
    Status status = view.state().status();
    return CancelJobResponse.newBuilder()
        .setJobId(view.job().jobId())
        .setRunId(view.runId())
        .setStatus(EntryTypes.of(status))
        .setExactStatus(Statuses.word(status))
        .setLatestSequence(view.state().sequence())
        .build();
  }

  static ContinueRunResponse continued(ContinueRequest.Result result) {
    RunView view = result.run();
    Status status = view.state().status();
    return ContinueRunResponse.newBuilder()
        .setJobId(view.job().jobId())
        .setRunId(view.runId())
        .setStatus(EntryTypes.of(status))
        .setExactStatus(Statuses.word(status))
        .setLatestSequence(view.state().sequence())
        .setEpoch(view.state().epoch())
        .setEarlier(result.earlier())
        .build();
  }

  static ReturnProposalResponse returned(ReturnRequest.Result result) {
    RunView view = result.run();
    return ReturnProposalResponse.newBuilder()
        .setJobId(view.job().jobId())
        .setRunId(view.runId())
        .setProposalId(result.returned().proposalId())
        .setExactStatus(Statuses.word(view.state().status()))
        .setLatestSequence(view.state().sequence())
        .setRevision(result.returned().revision())
        .build();
  }

  static ForkRunResponse forked(ForkOperations.Forked forked) {
    RunView view = forked.view();
    Status status = view.state().status();
    ForkRunResponse.Builder out =
        ForkRunResponse.newBuilder()
            .setJobId(view.job().jobId())
            .setRunId(view.runId())
            .setStatus(EntryTypes.of(status))
            .setExactStatus(Statuses.word(status))
            .setLatestSequence(view.state().sequence())
            .setEarlier(forked.earlier());
    ForkMessages.info(view.state()).ifPresent(out::setFork);
    return out.build();
  }

  private GetJobResponse get(Caller caller, GetJobRequest request) {
    RunSelector run = RunSelectors.ofJob(request.getJobId(), request.getRunId());
    Duration wait = Duration.ofMillis(Integer.toUnsignedLong(request.getWaitMs()));
    if (wait.compareTo(limits.longestWait()) > 0) {
      throw new FieldException(
          "wait_ms",
          wait.toMillis() + " (expected: at most " + limits.longestWait().toMillis() + ")");
    }
    RunView view =
        wait.isZero() ? operations.get(caller, run) : operations.await(caller, run, wait).join();
    return shown(view);
  }

  private static void queued(GetJobResponse.Builder out, RunView view) {
    if (view.position() > 0) {
      out.setQueued(Queued.newBuilder().setPosition(view.position()));
    }
  }

  private GetJobResponse shown(RunView view) {
    RunState state = view.state();
    ProgressMessage progress = ProgressMessage.of(state, clock.instant());
    JobStore.Job job = view.job();
    String correlation = job.correlationId();
    GetJobResponse.Builder out =
        GetJobResponse.newBuilder()
            .setJobId(job.jobId())
            .setRunId(view.runId())
            .setStatus(EntryTypes.of(state.status()))
            .setLatestSequence(state.sequence())
            .setFactsCount(progress.facts())
            .setPendingProposals(progress.proposals().size())
            .setCyclesCompleted(progress.cycles())
            .setExactStatus(Statuses.word(state.status()))
            .setReason(progress.reasonWord())
            .setDetail(progress.detail())
            .setBlueprintId(job.template())
            .setVersion(job.version())
            .setCorrelationId(correlation == null ? "" : correlation)
            .setCreatedNs(Messages.nanos(job.createdAt()))
            .setBudget(BudgetMessages.message(state.budget()))
            .setSpent(spent(state.spent()))
            .setResultHash(progress.resultHash())
            .setReproducible(progress.reproducible())
            .setEpoch(state.epoch())
            .addAllOutputs(view.program().outputs());
    queued(out, view);
    ForkMessages.info(state).ifPresent(out::setFork);
    progress.haltInfo().ifPresent(out::setHaltInfo);
    progress.waiting().ifPresent(out::setWaitingInfo);
    progress.converged().ifPresent(out::setConvergedInfo);
    JobMetadata.of(job).ifPresent(metadata -> out.setMetadata(Structs.struct(metadata)));
    state.summary().map(Body.Summary::because).ifPresent(out::addAllNotReproducibleBecause);
    return out.build();
  }

  private static Spent spent(dev.converge.core.budget.Spent spent) {
    return Spent.newBuilder()
        .setCycles(spent.cycles())
        .setFacts(spent.facts())
        .setRunningMs(spent.running().toMillis())
        .setTokens(spent.tokens())
        .setCostUsd(spent.costMicros() / MICROS)
        .build();
  }
}
