package dev.converge.runtime.operations;

import dev.converge.engine.store.JobStore;

/// A run together with its job.
///
/// @param job as stored
/// @param runId of the run
public record JobRun(JobStore.Job job, String runId) {}
