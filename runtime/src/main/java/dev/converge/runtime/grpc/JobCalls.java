package dev.converge.runtime.grpc;

import dev.converge.core.Body;
import dev.converge.core.RunState;
import dev.converge.core.Status;
import dev.converge.engine.Accepted;
import dev.converge.engine.Engine;
import dev.converge.engine.JobStore;
import dev.converge.engine.RunView;
import dev.converge.proto.CancelJobResponse;
import dev.converge.proto.GetJobRequest;
import dev.converge.proto.GetJobResponse;
import dev.converge.proto.JobInfo;
import dev.converge.proto.ListJobsRequest;
import dev.converge.proto.ListJobsResponse;
import dev.converge.proto.Spent;
import dev.converge.proto.SubmitJobResponse;
import dev.converge.runtime.events.Statuses;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Jobs as unary calls show them. Blocks for I/O.
final class JobCalls {
  /// How long a client may wait for a run's end at most.
  static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private static final int DEFAULT_PAGE = 100;
  private static final long NANOS = 1_000_000_000L;
  private static final double MICROS = 1_000_000;

  private final Engine engine;
  private final JobStore jobs;
  private final Found found;

  JobCalls(Parts parts, Found found) {
    this.engine = parts.engine();
    this.jobs = parts.jobs();
    this.found = found;
  }

  static SubmitJobResponse submitted(Accepted accepted) {
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
        .setStatus(Statuses.onWire(status))
        .setExactStatus(Statuses.word(status))
        .setLatestSequence(view.state().sequence())
        .build();
  }

  GetJobResponse get(Caller caller, GetJobRequest request) {
    RunInfo run = found.runOf(caller.tenant(), request.getJobId(), request.getRunId());
    Duration wait = Duration.ofMillis(Integer.toUnsignedLong(request.getWaitMs()));
    if (wait.compareTo(LONGEST_WAIT) > 0) {
      throw new FieldException(
          "wait_ms", wait.toMillis() + " (expected: at most " + LONGEST_WAIT.toMillis() + ")");
    }
    RunView view =
        wait.isZero() ? engine.view(run.runId()) : engine.await(run.runId(), wait).join();
    return shown(view);
  }

  private GetJobResponse shown(RunView view) {
    RunState state = view.state();
    Standing standing = Standing.of(state, engine.now());
    JobStore.Job job = view.job();
    String correlation = job.correlationId();
    GetJobResponse.Builder out =
        GetJobResponse.newBuilder()
            .setJobId(job.jobId())
            .setRunId(view.runId())
            .setStatus(Statuses.onWire(state.status()))
            .setLatestSequence(state.sequence())
            .setFactsCount(standing.facts())
            .setPendingProposals(standing.proposals().size())
            .setCyclesCompleted(standing.cycles())
            .setExactStatus(Statuses.word(state.status()))
            .setReason(standing.reasonWord())
            .setDetail(standing.detail())
            .setBlueprintId(job.template())
            .setVersion(job.version())
            .setCorrelationId(correlation == null ? "" : correlation)
            .setCreatedNs(Messages.nanos(job.createdAt()))
            .setBudget(Budgets.message(state.budget()))
            .setSpent(spent(state.spent()))
            .setResultHash(standing.resultHash())
            .setReproducible(standing.reproducible());
    standing.halt().ifPresent(out::setHaltInfo);
    standing.waiting().ifPresent(out::setWaitingInfo);
    standing.converged().ifPresent(out::setConvergedInfo);
    state.summary().map(Body.Summary::because).ifPresent(out::addAllNotReproducibleBecause);
    return out.build();
  }

  private static Spent spent(dev.converge.core.Spent spent) {
    return Spent.newBuilder()
        .setCycles(spent.cycles())
        .setFacts(spent.facts())
        .setRunningMs(spent.running().toMillis())
        .setTokens(spent.tokens())
        .setCostUsd(spent.costMicros() / MICROS)
        .build();
  }

  ListJobsResponse list(Caller caller, ListJobsRequest request) {
    int limit = Pages.limit(request.getLimit(), DEFAULT_PAGE, JobStore.MAX_PAGE);
    JobStore.Query query =
        new JobStore.Query(
            caller.tenant(),
            request.hasStatus() ? status(request.getStatus()) : null,
            request.hasBlueprintId() ? request.getBlueprintId() : null,
            request.hasSinceNs() ? instant(request.getSinceNs()) : null,
            request.hasUntilNs() ? instant(request.getUntilNs()) : null,
            request.hasCorrelationId() ? request.getCorrelationId() : null,
            request.getCursor().isEmpty() ? null : request.getCursor(),
            limit);
    List<JobStore.Listed> page = jobs.list(query);
    ListJobsResponse.Builder out = ListJobsResponse.newBuilder();
    page.forEach(listed -> out.addJobs(info(listed)));
    if (page.size() == limit) {
      out.setNextCursor(page.getLast().job().jobId());
    }
    return out.build();
  }

  private static Status status(String word) {
    return Statuses.named(word)
        .orElseThrow(() ->
            new FieldException(
                "status",
                "\""
                    + word
                    + "\" (expected: pending, running, waiting, paused, converged, halted,"
                    + " cancelled or failed)"));
  }

  private static Instant instant(long nanos) {
    long seconds = Long.divideUnsigned(nanos, NANOS);
    return Instant.ofEpochSecond(seconds, Long.remainderUnsigned(nanos, NANOS));
  }

  private static JobInfo info(JobStore.Listed listed) {
    JobStore.Job job = listed.job();
    JobStore.Run run = listed.run();
    return JobInfo.newBuilder()
        .setJobId(job.jobId())
        .setRunId(run.runId())
        .setStatus(Statuses.onWire(run.head().status()))
        .setExactStatus(Statuses.word(run.head().status()))
        .setReason(orEmpty(run.head().reason()))
        .setBlueprintId(job.template())
        .setVersion(job.version())
        .setCorrelationId(orEmpty(job.correlationId()))
        .setCreatedNs(Messages.nanos(job.createdAt()))
        .setUpdatedNs(Messages.nanos(run.head().updatedAt()))
        .setLatestSequence(run.sequence())
        .setFactsCount(run.head().facts())
        .setCycles(run.head().cycles())
        .build();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
