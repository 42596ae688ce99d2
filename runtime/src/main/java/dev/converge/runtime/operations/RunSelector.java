package dev.converge.runtime.operations;

import org.jspecify.annotations.Nullable;

/// The run that a request names.
public sealed interface RunSelector {
  /// A run of a job.
  ///
  /// @param runId of the run, or `null` for the job's first run
  record OfJob(String jobId, @Nullable String runId) implements RunSelector {}

  /// A run by its own id.
  record ById(String runId) implements RunSelector {}

  /// The first run of a job.
  static RunSelector firstOf(String jobId) {
    return new OfJob(jobId, null);
  }

  /// The id that the request names, for the audit log.
  default String target() {
    return switch (this) {
      case OfJob(var jobId, var runId) -> runId == null ? jobId : runId;
      case ById(var runId) -> runId;
    };
  }
}
