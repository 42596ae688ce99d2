package dev.converge.engine.run;

import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.engine.store.JobStore;

/// A run at one moment: everything in it is of the same read.
///
/// @param job that it belongs to
/// @param runId of the run
/// @param program that it runs
/// @param state where it stands; `state.sequence()` is the cursor that continues from here
public record RunView(JobStore.Job job, String runId, Program program, RunState state) {}
