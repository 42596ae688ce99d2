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

/// A run as the journal has it.
///
/// @param first event, whose salt is the secret of its salts; `null` before it
/// @param lastHash hash of its last event
/// @param bytes of its events
/// @param reuse the record that answers its calls if it is a fork, or `null`
record JournaledRun(
    JobStore.Job job,
    String runId,
    Program program,
    RunState state,
    @Nullable Sealed first,
    String lastHash,
    long bytes,
    @Nullable Reuse reuse) {
  /// A run before its first event.
  static JournaledRun before(JobStore.Job job, String runId, Program program) {
    return new JournaledRun(job, runId, program, Core.initial(program), null, Chain.START, 0, null);
  }

  /// The run after more events, all of them.
  JournaledRun after(List<Sealed> page) {
    return page.isEmpty()
        ? this
        : stored(page, Core.replay(program, state, StoredRuns.events(page)));
  }

  /// The run after more events that lead to a state.
  JournaledRun stored(List<Sealed> page, RunState next) {
    return new JournaledRun(
        job,
        runId,
        program,
        next,
        first == null ? page.getFirst() : first,
        page.getLast().hash(),
        bytes + StoredBytes.of(page),
        reuse);
  }

  /// A fork as it runs: with the models that it names, answered from the record.
  JournaledRun of(Program changed, @Nullable Reuse record) {
    return new JournaledRun(job, runId, changed, state, first, lastHash, bytes, record);
  }

  /// The run after it was loaded because its worker was lost.
  JournaledRun takenUp(Instant at) {
    return new JournaledRun(job, runId, program, state.takenUp(at), first, lastHash, bytes, reuse);
  }

  long sequence() {
    return state.sequence();
  }
}
