package dev.converge.runtime.changes;

import dev.converge.core.RunState;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.status.Status;
import dev.converge.core.text.Times;
import dev.converge.engine.listing.RunProgress;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.runtime.events.Statuses;
import java.time.Instant;

/// The state of a run after a change.
///
/// @param sequence of its last event
/// @param pending proposals that wait for a decision
/// @param at time of its last event
record JobChange(
    String jobId, String runId, Status status, long sequence, int pending, Instant at) {
  static JobChange of(JobStore.Job job, String runId, RunState state) {
    int pending = RunProgress.of(state).pending();
    return new JobChange(job.jobId(), runId, state.status(), state.sequence(), pending, state.at());
  }

  static JobChange of(JobStore.Run run) {
    Journal.RunHead head = run.head();
    return new JobChange(
        run.jobId(),
        run.runId(),
        head.status(),
        run.sequence(),
        head.progress().pending(),
        head.updatedAt());
  }

  /// Whether it contains more than what was reported before.
  boolean isAfter(JobChange before) {
    return sequence > before.sequence;
  }

  /// Whether more than progress differs from what was reported before.
  boolean matters(JobChange before) {
    return status != before.status || pending != before.pending;
  }

  byte[] json() {
    CanonicalWriter out = new CanonicalWriter(256);
    out.open().field("job_id", jobId).field("run_id", runId);
    out.field("status", Statuses.word(status)).field("last_sequence", sequence);
    out.field("pending_proposals", pending).field("updated_at", Times.format(at));
    return out.close().bytes();
  }
}
