package dev.converge.runtime.operations;

import dev.converge.engine.store.JobStore;
import java.util.List;

/// The runs of a job.
///
/// @param job that they belong to
/// @param runs the first one first
public record JobRuns(JobStore.Job job, List<JobStore.Run> runs) {
  /// Copies the list.
  public JobRuns {
    runs = List.copyOf(runs);
  }
}
