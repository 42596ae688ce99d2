package dev.converge.runtime.operations.submission;

import dev.converge.core.json.Json;
import dev.converge.engine.store.JobStore;
import java.util.Optional;

/// The client's metadata of a job.
public final class JobMetadata {
  private static final String MEMBER = "metadata";
  private static final String QUOTED = "\"" + MEMBER + "\":";

  private JobMetadata() {}

  /// The metadata of a job; empty if the client gave none, or if it was erased.
  public static Optional<Json.Obj> of(JobStore.Job job) {
    // Most jobs have none, and their submissions can be large.
    if (!job.submission().contains(QUOTED)) {
      return Optional.empty();
    }
    return Json.parse(job.submission()) instanceof Json.Obj submission
            && submission.fields().get(MEMBER) instanceof Json.Obj metadata
        ? Optional.of(metadata)
        : Optional.empty();
  }
}
