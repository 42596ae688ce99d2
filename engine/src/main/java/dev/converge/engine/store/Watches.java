package dev.converge.engine.store;

import java.util.List;
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

  /// Watches all runs until [#unwatchAll], besides those that are watched one by one; a second such
  /// watch replaces the first. Never blocks for I/O.
  ///
  /// @param everything is told on a thread of the store, and must be quick
  void watchAll(Everything everything);

  /// Ends the watch of all runs; it may be told once more.
  void unwatchAll();

  /// Who wants to know of every run that other engines store events of.
  interface Everything {
    /// Others stored events of runs, created them perhaps: where they stand by now. Steps in
    /// between may be left out, and runs of this engine may be among them.
    void moved(List<Moved> runs);

    /// Others may have stored something that will not be told.
    void missed();
  }

  /// A run that moved on.
  ///
  /// @param tenant whom it belongs to
  record Moved(String tenant, JobStore.Run run) {}
}
