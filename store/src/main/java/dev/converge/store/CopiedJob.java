package dev.converge.store;

import java.util.List;

/// A job with everything that belongs to it.
///
/// @param number in the source store
/// @param row of [CopiedTable#JOB]
/// @param runs the first one first
/// @param keys rows of [CopiedTable#KEY]
public record CopiedJob(long number, CopiedRow row, List<Run> runs, List<CopiedRow> keys) {
  /// Copies the lists.
  public CopiedJob {
    runs = List.copyOf(runs);
    keys = List.copyOf(keys);
  }

  /// A run of the job.
  ///
  /// @param row of [CopiedTable#RUN]
  /// @param events all of them
  /// @param proposals rows of [CopiedTable#PROPOSAL]
  public record Run(CopiedRow row, List<EventRow> events, List<CopiedRow> proposals) {
    /// Copies the lists.
    public Run {
      events = List.copyOf(events);
      proposals = List.copyOf(proposals);
    }

    /// The id of the run.
    public String id() {
      return (String) CopiedTable.RUN.value(row, "run_id");
    }

    /// The sequence of its last event, according to the run.
    public long lastSequence() {
      return (Long) CopiedTable.RUN.value(row, "last_sequence");
    }
  }

  /// The id of the job.
  public String id() {
    return (String) CopiedTable.JOB.value(row, "job_id");
  }
}
