package dev.converge.engine.run;

import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.engine.store.JobStore;

/// A consistent snapshot of a run.
///
/// @param job that the run belongs to
/// @param runId of the run
/// @param program of the run
/// @param state the state; `state.sequence()` is the cursor that continues from here
/// @param position its position among the runs whose agents have not been asked yet: 1 for the next
///   one, 0 if it does not wait for its turn, or does not wait here
public record RunView(
    JobStore.Job job, String runId, Program program, RunState state, int position) {
  /// A run that does not wait for its turn.
  public RunView(JobStore.Job job, String runId, Program program, RunState state) {
    this(job, runId, program, state, 0);
  }
}
