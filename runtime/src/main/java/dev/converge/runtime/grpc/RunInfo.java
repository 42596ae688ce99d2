package dev.converge.runtime.grpc;

import dev.converge.core.json.Json;
import dev.converge.engine.JobStore;
import org.jspecify.annotations.Nullable;

/// What every message about a run repeats.
///
/// @param correlationId of the job; empty if it has none
/// @param traceId that the job was submitted in, or `null`
record RunInfo(
    String jobId,
    String runId,
    String template,
    String version,
    String correlationId,
    @Nullable String traceId) {

  /// Of a job's run.
  static RunInfo of(JobStore.Job job, String runId) {
    String correlation = job.correlationId();
    return new RunInfo(
        job.jobId(),
        runId,
        job.template(),
        job.version(),
        correlation == null ? "" : correlation,
        trace(job.submission()));
  }

  /// Most jobs have no trace: their submission is not parsed.
  private static @Nullable String trace(String submission) {
    if (!submission.contains(SubmitBodies.TRACE_MEMBER)) {
      return null;
    }
    return ((Json.Obj) Json.parse(submission))
        .get("metadata")
        .filter(Json.Obj.class::isInstance)
        .flatMap(metadata -> ((Json.Obj) metadata).get(SubmitBodies.TRACE_MEMBER))
        .filter(Json.Str.class::isInstance)
        .map(text -> ((Json.Str) text).value())
        .orElse(null);
  }
}
