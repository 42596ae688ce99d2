package dev.converge.runtime.operations.submission;

import dev.converge.engine.AcceptedJob;

/// A job that was submitted.
///
/// @param accepted the job, with its status when it was first accepted
/// @param cancelOnDisconnect whether the run is cancelled if the client that waits for it
///   disconnects
public record SubmitResult(AcceptedJob accepted, boolean cancelOnDisconnect) {}
