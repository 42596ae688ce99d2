package dev.converge.runtime.grpc.message;

import dev.converge.core.json.Json;
import dev.converge.engine.store.JobStore;
import dev.converge.runtime.operations.JobRun;
import dev.converge.runtime.operations.submission.JobMetadata;
import org.jspecify.annotations.Nullable;

/// The fields that every message about a run repeats.
///
/// @param correlationId of the job; empty if it has none
/// @param traceId of the submission, or `null`
public record RunHeader(
    String jobId,
    String runId,
    String template,
    String version,
    String correlationId,
    @Nullable String traceId) {

  /// The header of a run.
  public static RunHeader of(JobRun run) {
    JobStore.Job job = run.job();
    String correlation = job.correlationId();
    return new RunHeader(
        job.jobId(),
        run.runId(),
        job.template(),
        job.version(),
        correlation == null ? "" : correlation,
        trace(job));
  }

  private static @Nullable String trace(JobStore.Job job) {
    return JobMetadata.of(job)
                .flatMap(metadata -> metadata.get(SubmitBodies.TRACE_MEMBER))
                .orElse(Json.Null.NULL)
            instanceof Json.Str(var trace)
        ? trace
        : null;
  }
}
