package dev.converge.runtime.grpc;

import dev.converge.engine.ConvergeException;
import dev.converge.engine.ErrorCode;
import dev.converge.engine.JobStore;

/// Finds jobs and runs by what requests name them, within a tenant: another tenant's are not there.
/// Blocks for I/O.
final class Found {
  private final JobStore jobs;

  Found(JobStore jobs) {
    this.jobs = jobs;
  }

  /// A job.
  ///
  /// @throws ConvergeException with `JOB_NOT_FOUND`
  JobStore.Job job(String tenant, String jobId) {
    required("job_id", jobId);
    return jobs.job(tenant, jobId)
        .orElseThrow(() ->
            new ConvergeException(ErrorCode.JOB_NOT_FOUND, "there is no job " + shown(jobId)));
  }

  /// A run.
  ///
  /// @throws ConvergeException with `RUN_NOT_FOUND`
  RunInfo run(String tenant, String runId) {
    required("run_id", runId);
    return jobs.jobOfRun(runId)
        .filter(job -> job.tenant().equals(tenant))
        .map(job -> RunInfo.of(job, runId))
        .orElseThrow(() -> unknownRun(runId));
  }

  /// A job's run: the first, or the one named.
  ///
  /// @param runId or empty
  /// @throws ConvergeException with `JOB_NOT_FOUND` or `RUN_NOT_FOUND`
  RunInfo runOf(String tenant, String jobId, String runId) {
    JobStore.Job job = job(tenant, jobId);
    if (runId.isEmpty() || runId.equals(job.runId())) {
      return RunInfo.of(job, job.runId());
    }
    return jobs.jobOfRun(runId)
        .filter(found -> found.jobId().equals(jobId) && found.tenant().equals(tenant))
        .map(_ -> RunInfo.of(job, runId))
        .orElseThrow(() -> unknownRun(runId));
  }

  /// The run that exactly one of two fields names.
  ///
  /// @throws FieldException unless exactly one is set
  RunInfo either(String tenant, String jobId, String runId) {
    if (jobId.isEmpty() == runId.isEmpty()) {
      throw new FieldException(
          "job_id", (jobId.isEmpty() ? "neither" : "both") + " (expected: job_id or run_id)");
    }
    return runId.isEmpty() ? runOf(tenant, jobId, "") : run(tenant, runId);
  }

  private static ConvergeException unknownRun(String runId) {
    return new ConvergeException(ErrorCode.RUN_NOT_FOUND, "there is no run " + shown(runId));
  }

  static void required(String field, String value) {
    if (value.isEmpty()) {
      throw new FieldException(field, "empty (expected: an id)");
    }
  }

  private static String shown(String id) {
    return id.length() <= 100 ? id : id.substring(0, 100) + "…";
  }
}
