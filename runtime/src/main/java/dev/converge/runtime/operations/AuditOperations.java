package dev.converge.runtime.operations;

import dev.converge.audit.compare.Comparison;
import dev.converge.audit.compare.RunLog;
import dev.converge.engine.Engine;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.replay.ReplayedRun;
import dev.converge.engine.store.Erasure;
import dev.converge.engine.store.JobStore;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.call.Entrance;
import dev.converge.runtime.operations.call.Operation;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/// Replays and compares runs, exports their audit bundles and erases the content of jobs. Methods
/// may block for I/O. Thread-safe.
public final class AuditOperations {
  /// Maximum number of concurrent exports, over all transports.
  public static final int MAX_EXPORTS = 8;

  /// Maximum number of concurrent comparisons, over all transports; each holds the events of two
  /// runs in memory.
  public static final int MAX_COMPARISONS = 4;

  private final Entrance entrance;
  private final Engine engine;
  private final RunFinder runs;
  private final Semaphore exports = new Semaphore(MAX_EXPORTS);
  private final Semaphore comparisons = new Semaphore(MAX_COMPARISONS);

  AuditOperations(Entrance entrance, Engine engine, RunFinder runs) {
    this.entrance = entrance;
    this.engine = engine;
    this.runs = runs;
  }

  /// Replays a final run as a further run of its job, and compares the two.
  ///
  /// @return fails with `JOB_NOT_FOUND`, `RUN_NOT_FOUND`, `CONFLICT` if the run is not final,
  ///   `TOO_LARGE`, `GONE`, `QUOTA_EXCEEDED`, `OVERLOADED` or `UNAVAILABLE`
  public CompletableFuture<ReplayedRun> replay(Caller caller, ReplayRequest request) {
    return entrance.start(
        caller,
        Operation.REPLAY_RUN,
        request.run().target(),
        () -> {
          JobRun found = runs.run(caller, request.run());
          String runId = found.runId();
          String key = request.idempotencyKey();
          return key == null ? engine.replay(runId) : engine.replay(runId, key);
        });
  }

  /// Starts the export of a run's audit bundle.
  ///
  /// @return must be closed
  /// @throws ConvergeException with `JOB_NOT_FOUND`, `RUN_NOT_FOUND`, or `OVERLOADED` if there are
  ///   [#MAX_EXPORTS] exports already
  public AuditExport export(Caller caller, RunSelector run) {
    return export(caller, run, Operation.EXPORT_AUDIT);
  }

  /// Starts the report on a run.
  ///
  /// @return must be closed
  /// @throws ConvergeException with `JOB_NOT_FOUND`, `RUN_NOT_FOUND`, `GONE` if the content was
  ///   erased, or `OVERLOADED` if there are [#MAX_EXPORTS] exports and reports already
  public AuditExport report(Caller caller, RunSelector run) {
    return export(caller, run, Operation.READ_REPORT);
  }

  private AuditExport export(Caller caller, RunSelector run, Operation operation) {
    return entrance.call(
        caller,
        operation,
        run.target(),
        () -> {
          JobRun found = runs.run(caller, run);
          Optional<Erasure> erased = found.job().erasure();
          if (operation == Operation.READ_REPORT && erased.isPresent()) {
            throw erased.get().gone(found.job().jobId());
          }
          if (!exports.tryAcquire()) {
            throw new ConvergeException(
                ErrorCode.OVERLOADED,
                "too many exports (expected: at most " + MAX_EXPORTS + " at a time); retry later");
          }
          return new AuditExport(found, exports::release);
        });
  }

  /// Compares the current states of two runs.
  ///
  /// @throws ConvergeException with `JOB_NOT_FOUND`, `RUN_NOT_FOUND`, `GONE` if content was erased,
  ///   `TOO_LARGE`, `UNAVAILABLE`, or `OVERLOADED` if there are [#MAX_COMPARISONS] already
  public Comparison compare(Caller caller, CompareRequest request) {
    return entrance.call(
        caller,
        Operation.COMPARE_RUNS,
        request.a().target(),
        () -> {
          String a = runs.run(caller, request.a()).runId();
          String b = runs.run(caller, request.b()).runId();
          if (!comparisons.tryAcquire()) {
            throw new ConvergeException(
                ErrorCode.OVERLOADED,
                "too many comparisons (expected: at most "
                    + MAX_COMPARISONS
                    + " at a time); retry later");
          }
          try {
            return Comparison.of(log(a), log(b));
          } finally {
            comparisons.release();
          }
        });
  }

  private RunLog log(String runId) {
    return RunLog.of(runId, engine.feed(runId, 0));
  }

  /// Erases the content of a job whose runs are all final.
  ///
  /// @return fails with `JOB_NOT_FOUND`, `CONFLICT` if a run is not final, or `UNAVAILABLE`
  public CompletableFuture<Erasure> erase(Caller caller, String jobId, ContentEraser eraser) {
    return entrance.start(
        caller,
        Operation.ERASE_JOB,
        jobId,
        () -> {
          JobStore.Job job = runs.job(caller, jobId);
          String name = caller.name();
          String because = name == null ? "by request" : "by request of " + name;
          return eraser.erase(job.jobId(), because);
        });
  }
}
