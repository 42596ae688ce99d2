package dev.converge.runtime.operations;

import dev.converge.engine.store.JobStore;
import java.util.List;
import java.util.Optional;

/// A page of jobs, newest first.
///
/// @param jobs on the page
/// @param nextCursor of the next page; empty on the last page
public record JobPage(List<JobStore.Listed> jobs, Optional<String> nextCursor) {
  /// Copies the list.
  public JobPage {
    jobs = List.copyOf(jobs);
  }

  /// Cuts the result of the store to the size of the page.
  static JobPage of(List<JobStore.Listed> found, int limit) {
    if (found.size() <= limit) {
      return new JobPage(found, Optional.empty());
    }
    List<JobStore.Listed> page = found.subList(0, limit);
    return new JobPage(page, Optional.of(page.getLast().job().jobId()));
  }
}
