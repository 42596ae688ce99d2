package dev.converge.engine;

import dev.converge.core.status.Status;
import dev.converge.engine.store.JobStore;

/// A durable job.
///
/// @param job as stored
/// @param status when it was stored, or now if it was submitted earlier
/// @param sequence of the last event then
/// @param earlier whether it was already submitted with the same key
public record AcceptedJob(JobStore.Job job, Status status, long sequence, boolean earlier) {}
