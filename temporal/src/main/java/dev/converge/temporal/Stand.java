package dev.converge.temporal;

import dev.converge.core.Chain;
import dev.converge.core.Core;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.event.Sealed;
import dev.converge.engine.fork.Reuse;
import dev.converge.engine.run.StoredRuns;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.StoredBytes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a run stands in the journal.
///
/// @param first its first event, whose salt is the secret of its salts; `null` before it
/// @param lastHash of its last event
/// @param bytes of its events
/// @param reuse what it is answered from, if it is a fork, or `null`
record Stand(
    JobStore.Job job,
    String runId,
    Program program,
    RunState state,
    @Nullable Sealed first,
    String lastHash,
    long bytes,
    @Nullable Reuse reuse) {
  /// Before its first event.
  static Stand before(JobStore.Job job, String runId, Program program) {
    return new Stand(job, runId, program, Core.initial(program), null, Chain.START, 0, null);
  }

  /// After more events, none of which may be left out.
  Stand after(List<Sealed> page) {
    return page.isEmpty()
        ? this
        : stored(page, Core.replay(program, state, StoredRuns.events(page)));
  }

  /// After more events that lead to a state.
  Stand stored(List<Sealed> page, RunState next) {
    return new Stand(
        job,
        runId,
        program,
        next,
        first == null ? page.getFirst() : first,
        page.getLast().hash(),
        bytes + StoredBytes.of(page),
        reuse);
  }

  /// As a fork is run: with the models that it names, answered from the record.
  Stand of(Program changed, @Nullable Reuse record) {
    return new Stand(job, runId, changed, state, first, lastHash, bytes, record);
  }

  /// Where a run was taken up after its worker was lost.
  Stand takenUp(Instant at) {
    return new Stand(job, runId, program, state.takenUp(at), first, lastHash, bytes, reuse);
  }

  long sequence() {
    return state.sequence();
  }
}
