package dev.converge.engine.replay;

import dev.converge.engine.store.JobStore;
import java.util.Optional;

/// A run that was run again, as a further run of its job.
///
/// @param job of both runs
/// @param runId of the new run; it is final and durable
/// @param replay what came of it
/// @param recordedHash hash of the recorded run's result; empty if it has none
/// @param earlier whether the new run was there already, by the same idempotency key
public record ReplayedRun(
    JobStore.Job job, String runId, Replay replay, Optional<String> recordedHash, boolean earlier) {
  /// The same, told once more.
  ReplayedRun again() {
    return new ReplayedRun(job, runId, replay, recordedHash, true);
  }
}
