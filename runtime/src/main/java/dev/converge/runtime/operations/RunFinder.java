package dev.converge.runtime.operations;

import dev.converge.core.text.Shortened;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.JobStore;
import dev.converge.runtime.operations.call.Caller;
import java.util.LinkedHashMap;
import java.util.Map;

/// Finds the job and the run that a request names. Jobs of other tenants are not found.
/// Thread-safe.
public final class RunFinder {
  private static final int MAX_REMEMBERED = 20_000;
  private static final int MAX_SHOWN = 64;

  private final JobStore jobs;
  private final Map<String, FirstRun> remembered =
      new LinkedHashMap<>(16, 0.75f, false) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, FirstRun> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  private record FirstRun(String tenant, String runId) {}

  /// For the stored jobs.
  public RunFinder(JobStore jobs) {
    this.jobs = jobs;
  }

  /// Caches the first run of a job, so that the next request need not wait for the store.
  void remember(JobStore.Job job) {
    synchronized (remembered) {
      remembered.put(job.jobId(), new FirstRun(job.tenant(), job.runId()));
    }
  }

  /// Finds a job. Blocks for I/O.
  ///
  /// @throws ConvergeException with `JOB_NOT_FOUND`
  JobStore.Job job(Caller caller, String jobId) {
    if (jobId.length() > MAX_SHOWN) {
      throw noJob(jobId);
    }
    return jobs.job(caller.tenant(), jobId).orElseThrow(() -> noJob(jobId));
  }

  /// Finds a run and its job. Blocks for I/O.
  ///
  /// @throws ConvergeException with `JOB_NOT_FOUND` or `RUN_NOT_FOUND`
  JobRun run(Caller caller, RunSelector selector) {
    return switch (selector) {
      case RunSelector.OfJob(var jobId, var runId) -> {
        JobStore.Job job = job(caller, jobId);
        if (runId == null || runId.equals(job.runId())) {
          yield new JobRun(job, job.runId());
        }
        yield jobs.jobOfRun(runId)
            .filter(found -> found.jobId().equals(jobId))
            .map(_ -> new JobRun(job, runId))
            .orElseThrow(() -> noRun(runId));
      }
      case RunSelector.ById(var runId) ->
          jobs.jobOfRun(runId)
              .filter(job -> job.tenant().equals(caller.tenant()))
              .map(job -> new JobRun(job, runId))
              .orElseThrow(() -> noRun(runId));
    };
  }

  /// Finds the id of a run; may block for I/O.
  ///
  /// @throws ConvergeException with `JOB_NOT_FOUND` or `RUN_NOT_FOUND`
  String runId(Caller caller, RunSelector selector) {
    if (selector instanceof RunSelector.OfJob(var jobId, var runId) && runId == null) {
      FirstRun first;
      synchronized (remembered) {
        first = remembered.get(jobId);
      }
      if (first != null && first.tenant().equals(caller.tenant())) {
        return first.runId();
      }
      JobStore.Job job = job(caller, jobId);
      remember(job);
      return job.runId();
    }
    return run(caller, selector).runId();
  }

  private static ConvergeException noJob(String jobId) {
    return new ConvergeException(ErrorCode.JOB_NOT_FOUND, "job not found: " + shortened(jobId));
  }

  private static ConvergeException noRun(String runId) {
    return new ConvergeException(ErrorCode.RUN_NOT_FOUND, "run not found: " + shortened(runId));
  }

  private static String shortened(String id) {
    return Shortened.of(id, MAX_SHOWN);
  }
}
