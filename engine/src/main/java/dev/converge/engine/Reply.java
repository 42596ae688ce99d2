package dev.converge.engine;

import dev.converge.core.status.Outcome;
import dev.converge.engine.run.RunView;

/// The outcome of an input, once it is durable.
///
/// @param outcome of the input
/// @param view the run after it
public record Reply(Outcome outcome, RunView view) {}
