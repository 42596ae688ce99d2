package dev.converge.engine.store;

import java.util.List;
import java.util.function.LongConsumer;

/// Reports what other engines store of runs that are read here. Thread-safe.
public interface Watches {
  /// Watches a run until [#unwatch]. A second watch of the same run replaces the first. Never
  /// blocks for I/O.
  ///
  /// @param more receives the sequence of the last stored event soon after another engine stored
  ///   it: at least once after the last event, including events that were stored while the watch
  ///   started. It may receive events that are already known, and need not receive each event.
  ///   Called on a thread of the store, and must be quick
  void watch(String runId, LongConsumer more);

  /// Ends a watch, which may be called once more.
  void unwatch(String runId);

  /// Watches all runs until [#unwatchAll], in addition to single watches. A second such watch
  /// replaces the first. Never blocks for I/O.
  ///
  /// @param everything called on a thread of the store, and must be quick
  void watchAll(Everything everything);

  /// Ends the watch of all runs, which may be called once more.
  void unwatchAll();

  /// Receives every run to which other engines append.
  interface Everything {
    /// Other engines appended to runs or created them: the states that these have by now.
    /// Intermediate states can be skipped, and runs of this engine can be included.
    void moved(List<Moved> runs);

    /// Other engines may have stored something that will not be reported.
    void missed();
  }

  /// A run that progressed.
  ///
  /// @param tenant that it belongs to
  record Moved(String tenant, JobStore.Run run) {}
}
