package dev.converge.core;

import dev.converge.core.status.Outcome;
import java.util.List;

/// The result of one input.
///
/// @param events to store, in order; may be empty
/// @param next the state after they are stored
/// @param outcome the outcome of the input
public record Step(List<Event> events, RunState next, Outcome outcome) {}
