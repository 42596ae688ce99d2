package dev.converge.engine.store;

import java.util.function.LongConsumer;

/// Tells what other engines store of runs that somebody reads here. Thread-safe.
public interface Watches {
  /// Watches a run until [#unwatch]; a second watch of the same run replaces the first. Never
  /// blocks for I/O.
  ///
  /// @param more is told the sequence of the last event stored, soon after another engine stored
  ///   it: at least once after the last of them, also for events that were stored while the watch
  ///   began; it may be told of what it knows, and not of each event. Called on a thread of the
  ///   store, and must be quick
  void watch(String runId, LongConsumer more);

  /// Ends a watch; it may be told once more.
  void unwatch(String runId);
}
