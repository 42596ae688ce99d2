package dev.converge.runtime.operations;

import dev.converge.engine.feed.Feed;

/// A run that is being followed.
///
/// @param runId of the run
/// @param feed its events after the requested position; the caller closes it
public record OpenFeed(String runId, Feed feed) {}
