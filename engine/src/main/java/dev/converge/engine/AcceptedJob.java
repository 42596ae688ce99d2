package dev.converge.engine;

import dev.converge.core.status.Status;
import dev.converge.engine.store.JobStore;

/// A job that is durable.
///
/// @param job as stored
/// @param status when it was stored, or now for one submitted earlier
/// @param sequence of the last event then
/// @param earlier whether the same key had submitted it before
public record AcceptedJob(JobStore.Job job, Status status, long sequence, boolean earlier) {}
