package dev.converge.runtime.operations;

import dev.converge.core.Core;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.budget.Mode;
import dev.converge.core.json.Digest;
import dev.converge.engine.AcceptedJob;
import dev.converge.engine.Engine;
import dev.converge.engine.Submission;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.JobStore;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.call.Entrance;
import dev.converge.runtime.operations.call.Operation;
import dev.converge.runtime.operations.quota.Quotas;
import dev.converge.runtime.operations.submission.JobCheck;
import dev.converge.runtime.operations.submission.SubmissionReader;
import dev.converge.runtime.operations.submission.SubmitRequest;
import dev.converge.runtime.operations.submission.SubmitResult;
import dev.converge.runtime.operations.webhook.WebhookOperations;
import dev.converge.runtime.tracing.TraceParent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Submits jobs, and reads jobs and their runs. Methods that do not return a future may block for
/// I/O, except [#submit]. Thread-safe.
public final class JobOperations {
  private final Entrance entrance;
  private final Engine engine;
  private final JobStore jobs;
  private final RunFinder runs;
  private final SubmissionReader reader;
  private final Quotas quotas;
  private final WebhookOperations webhooks;

  JobOperations(
      Entrance entrance,
      Engine engine,
      JobStore jobs,
      RunFinder runs,
      SubmissionReader reader,
      Quotas quotas,
      WebhookOperations webhooks) {
    this.entrance = entrance;
    this.engine = engine;
    this.jobs = jobs;
    this.runs = runs;
    this.reader = reader;
    this.quotas = quotas;
    this.webhooks = webhooks;
  }

  /// Submits a job. Completes once it is durable. Never blocks.
  ///
  /// @return fails with `TEMPLATE_NOT_FOUND`, `INVALID`, `KEY_REUSED`, `QUOTA_EXCEEDED`,
  ///   `OVERLOADED` or `UNAVAILABLE`
  public CompletableFuture<SubmitResult> submit(Caller caller, SubmitRequest request) {
    return entrance.start(
        caller,
        Operation.SUBMIT_JOB,
        "",
        () -> {
          SubmissionReader.Read read = reader.read(caller, request.body(), key(request));
          Submission submission = read.submission();
          // A repeated request gets its response again, even if the quota is used up or a model is
          // unavailable.
          return engine
              .earlier(submission)
              .thenCompose(earlier ->
                  earlier
                      .map(CompletableFuture::completedFuture)
                      .orElseGet(() ->
                          answerable(submission)
                              .thenCompose(_ ->
                                  accepted(
                                      TraceParent.keep(told(caller, read), caller.traceParent())))))
              .thenApply(now -> {
                runs.remember(now.job());
                AcceptedJob accepted = now.earlier() ? asAtFirst(now, submission) : now;
                return new SubmitResult(accepted, read.cancelOnDisconnect());
              });
        });
  }

  /// The submission, whose webhooks are durable before the job, so that they miss no event of it.
  private Submission told(Caller caller, SubmissionReader.Read read) {
    return read.webhooks().isEmpty()
        ? read.submission()
        : read.submission().after(jobId -> webhooks.addOfJob(caller, jobId, read.webhooks()));
  }

  /// Completes once it is known that each required agent has a model.
  private CompletableFuture<Void> answerable(Submission submission) {
    return submission.mode() == Mode.LIVE
        ? engine
            .preflight(submission)
            .thenAccept(choice -> JobCheck.of(submission, choice).require())
        : CompletableFuture.completedFuture(null);
  }

  /// Predicts the outcome of a submission without creating a job. Never blocks.
  ///
  /// @return fails with `TEMPLATE_NOT_FOUND` or `INVALID`
  public CompletableFuture<JobCheck> check(Caller caller, SubmitRequest request) {
    return entrance.start(
        caller,
        Operation.SUBMIT_JOB,
        "",
        () -> {
          Submission submission = reader.read(caller, request.body(), null).submission();
          return engine.preflight(submission).thenApply(choice -> JobCheck.of(submission, choice));
        });
  }

  private CompletableFuture<AcceptedJob> accepted(Submission submission) {
    return quotas.reserved(submission, engine::submit);
  }

  private static JobStore.@Nullable IdempotencyKey key(SubmitRequest request) {
    String key = request.idempotencyKey();
    return key == null
        ? null
        : new JobStore.IdempotencyKey("submit", key, Digest.of(request.body()));
  }

  /// The first response again: its status follows from the submission.
  private static AcceptedJob asAtFirst(AcceptedJob now, Submission submission) {
    Program program = submission.program();
    Input.Started started =
        new Input.Started(
            now.job().jobId(),
            submission.mode(),
            submission.seeds(),
            submission.budget(),
            new TreeMap<>(),
            submission.submitter(),
            now.job().createdAt());
    RunState first = Core.step(program, Core.initial(program), started).next();
    return new AcceptedJob(now.job(), first.status(), first.sequence(), true);
  }

  /// Cancels a run whose client disconnected and had asked for that. Does nothing while the server
  /// is shutting down, because the client will connect to another one.
  public void cancelDisconnected(String runId) {
    if (!engine.draining()) {
      engine.send(runId, new Input.Cancelled("client", "the client disconnected", engine.now()));
    }
  }

  /// Reads a job with the state of a run.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `JOB_NOT_FOUND`, `RUN_NOT_FOUND`,
  ///   `GONE` or `UNAVAILABLE`
  public RunView get(Caller caller, RunSelector run) {
    return entrance.call(
        caller, Operation.GET_JOB, run.target(), () -> engine.view(runs.runId(caller, run)));
  }

  /// Waits until a run is final, waits for a person or is paused. Completes earlier with the
  /// current state of the run if the time is over or the server shuts down.
  ///
  /// @return fails as [#get] does
  public CompletableFuture<RunView> await(Caller caller, RunSelector run, Duration atMost) {
    return entrance.start(
        caller,
        Operation.GET_JOB,
        run.target(),
        () -> {
          String runId = runs.runId(caller, run);
          return engine.await(runId, atMost);
        });
  }

  /// Reads the facts of a run.
  ///
  /// @throws dev.converge.engine.error.ConvergeException as [#get] does
  public RunView facts(Caller caller, RunSelector run) {
    return entrance.call(
        caller, Operation.READ_FACTS, run.target(), () -> engine.view(runs.runId(caller, run)));
  }

  /// Lists jobs, newest first.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `BAD_CURSOR` or `UNAVAILABLE`
  public JobPage list(Caller caller, JobQuery query) {
    return entrance.call(
        caller,
        Operation.LIST_JOBS,
        "",
        () -> JobPage.of(jobs.list(query.of(caller.tenant())), query.limit()));
  }

  /// Counts jobs by template and status.
  ///
  /// @param since created at this time or later
  /// @throws dev.converge.engine.error.ConvergeException with `UNAVAILABLE`
  public List<JobStore.Tally> summary(Caller caller, Instant since) {
    return entrance.call(caller, Operation.LIST_JOBS, "", () -> jobs.tally(caller.tenant(), since));
  }

  /// Reads a submitted job.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `JOB_NOT_FOUND`, `GONE` or
  ///   `UNAVAILABLE`
  public JobStore.Job submission(Caller caller, String jobId) {
    return entrance.call(
        caller,
        Operation.GET_JOB,
        jobId,
        () -> {
          JobStore.Job job = runs.job(caller, jobId);
          if (job.erasure().isPresent()) {
            throw job.erasure().get().gone(jobId);
          }
          return job;
        });
  }

  /// Lists the runs of a job.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `JOB_NOT_FOUND` or `UNAVAILABLE`
  public JobRuns runs(Caller caller, String jobId) {
    return entrance.call(
        caller,
        Operation.LIST_RUNS,
        jobId,
        () -> {
          JobStore.Job job = runs.job(caller, jobId);
          return new JobRuns(job, jobs.runs(job.jobId()));
        });
  }

  /// Explains why each agent of a run ran or did not run; reads the whole run.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `JOB_NOT_FOUND`, `RUN_NOT_FOUND` or
  ///   `UNAVAILABLE`
  public RunExplanation explain(Caller caller, RunSelector run) {
    return entrance.call(
        caller,
        Operation.EXPLAIN_RUN,
        run.target(),
        () -> {
          String runId = runs.runId(caller, run);
          return new RunExplanation(runId, engine.explain(runId));
        });
  }
}
