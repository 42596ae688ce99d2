package dev.converge.runtime.operations;

import dev.converge.engine.Engine;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.replay.Replayed;
import dev.converge.engine.store.Erasure;
import dev.converge.engine.store.JobStore;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.call.Entrance;
import dev.converge.runtime.operations.call.Operation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/// Replays runs, exports their audit bundles and erases the content of jobs. Methods may block for
/// I/O. Thread-safe.
public final class AuditOperations {
  /// Exports at a time, over all transports.
  public static final int MAX_EXPORTS = 8;

  private final Entrance entrance;
  private final Engine engine;
  private final RunFinder runs;
  private final Semaphore exports = new Semaphore(MAX_EXPORTS);

  AuditOperations(Entrance entrance, Engine engine, RunFinder runs) {
    this.entrance = entrance;
    this.engine = engine;
    this.runs = runs;
  }

  /// Replays a final run as a further run of its job, and compares the two.
  ///
  /// @return fails with `JOB_NOT_FOUND`, `RUN_NOT_FOUND`, `CONFLICT` if the run is not final,
  ///   `TOO_LARGE`, `GONE`, `OVERLOADED` or `UNAVAILABLE`
  public CompletableFuture<Replayed> replay(Caller caller, ReplayRequest request) {
    return entrance.start(
        caller,
        Operation.REPLAY_RUN,
        request.run().target(),
        () -> {
          String runId = runs.runId(caller, request.run());
          String key = request.idempotencyKey();
          return key == null ? engine.replay(runId) : engine.replay(runId, key);
        });
  }

  /// Begins the export of a run's audit bundle.
  ///
  /// @return must be closed
  /// @throws ConvergeException with `JOB_NOT_FOUND`, `RUN_NOT_FOUND`, or `OVERLOADED` if there are
  ///   [#MAX_EXPORTS] exports already
  public AuditExport export(Caller caller, RunSelector run) {
    return entrance.call(
        caller,
        Operation.EXPORT_AUDIT,
        run.target(),
        () -> {
          JobRun found = runs.run(caller, run);
          if (!exports.tryAcquire()) {
            throw new ConvergeException(
                ErrorCode.OVERLOADED,
                "too many exports (expected: at most " + MAX_EXPORTS + " at a time); retry later");
          }
          return new AuditExport(found, exports::release);
        });
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
