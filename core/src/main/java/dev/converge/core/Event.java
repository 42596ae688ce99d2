package dev.converge.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that happened in a run. Only events change a run's state, and only events are stored
/// of it.
///
/// @param sequence in the run, starting at 1, without gaps
/// @param cycle in which it happened; 0 before the first
/// @param at time in milliseconds; never part of a result's hash
/// @param agent that it concerns, or `null`
/// @param body what happened
public record Event(long sequence, int cycle, Instant at, @Nullable String agent, Body body) {}
