package dev.converge.runtime.grpc.message;

import dev.converge.runtime.operations.RunSelector;

/// The run that the fields of a message name. An empty field counts as not set.
public final class RunSelectors {
  private RunSelectors() {}

  /// A run of a job: the first one, or the named one.
  ///
  /// @throws FieldException if `job_id` is empty
  public static RunSelector ofJob(String jobId, String runId) {
    required("job_id", jobId);
    return new RunSelector.OfJob(jobId, runId.isEmpty() ? null : runId);
  }

  /// A run by its id.
  ///
  /// @throws FieldException if `run_id` is empty
  static RunSelector ofRun(String runId) {
    required("run_id", runId);
    return new RunSelector.ById(runId);
  }

  /// The run that exactly one of two fields names.
  ///
  /// @throws FieldException unless exactly one is set
  public static RunSelector either(String jobId, String runId) {
    if (jobId.isEmpty() == runId.isEmpty()) {
      throw new FieldException(
          "job_id", (jobId.isEmpty() ? "neither" : "both") + " (expected: job_id or run_id)");
    }
    return runId.isEmpty() ? ofJob(jobId, "") : ofRun(runId);
  }

  private static void required(String field, String value) {
    if (value.isEmpty()) {
      throw new FieldException(field, "empty (expected: an id)");
    }
  }
}
