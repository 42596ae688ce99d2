package dev.converge.runtime.operations;

import dev.converge.core.json.Json;
import dev.converge.engine.store.Erasure;
import dev.converge.engine.store.JobStore;
import java.util.Optional;

/// A job as it was submitted.
///
/// @param job that it became
/// @param body that the client sent
public record SubmittedJob(JobStore.Job job, Json.Obj body) {
  static SubmittedJob of(JobStore.Job job) {
    Optional<Erasure> erasure = job.erasure();
    if (erasure.isPresent()) {
      throw erasure.get().gone(job.jobId());
    }
    return new SubmittedJob(job, (Json.Obj) Json.parse(job.submission()));
  }
}
