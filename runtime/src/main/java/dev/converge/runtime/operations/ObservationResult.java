package dev.converge.runtime.operations;

import dev.converge.engine.run.RunView;

/// A run after an observation.
///
/// @param run after the observation
/// @param earlier whether the same request was accepted before
public record ObservationResult(RunView run, boolean earlier) {}
