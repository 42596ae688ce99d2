package dev.converge.runtime.operations;

import dev.converge.engine.store.JobStore;
import java.time.Instant;
import java.util.List;

/// How many jobs there are and what they used.
///
/// @param since created at this time or later
/// @param tallies one for each template and status that occurs
public record JobSummary(Instant since, List<JobStore.Tally> tallies) {
  /// Copies the list.
  public JobSummary {
    tallies = List.copyOf(tallies);
  }
}
