package dev.converge.core;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that happened in a run. Events are the only thing that changes a run's state, and all
/// that is stored of it.
///
/// @param sequence in the run, from 1, without gaps
/// @param cycle in which it happened; 0 before the first
/// @param at when, in milliseconds; never part of a result's hash
/// @param agent whom it concerns, or `null`
/// @param body what happened
public record Event(long sequence, int cycle, Instant at, @Nullable String agent, Body body) {}
