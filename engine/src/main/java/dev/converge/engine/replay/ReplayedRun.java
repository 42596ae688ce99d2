package dev.converge.engine.replay;

import dev.converge.engine.store.JobStore;
import java.util.Optional;

/// The result of a replay, stored as a further run of its job.
///
/// @param job of both runs
/// @param runId of the new run; it is final and durable
/// @param replay the result of the replay
/// @param recordedHash hash of the recorded run's result; empty if it has none
/// @param earlier whether the new run already existed for the same idempotency key
public record ReplayedRun(
    JobStore.Job job, String runId, Replay replay, Optional<String> recordedHash, boolean earlier) {
  /// The same result, returned again.
  ReplayedRun again() {
    return new ReplayedRun(job, runId, replay, recordedHash, true);
  }
}
