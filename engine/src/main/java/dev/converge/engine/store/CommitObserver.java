package dev.converge.engine.store;

import java.time.Duration;

/// Observes every transaction of a store, for metrics. Called on the writing thread, so it must be
/// quick and never throw.
public interface CommitObserver {
  /// Writes became durable together.
  ///
  /// @param writes number of writes
  /// @param took time from the first write to the end of the commit
  void committed(int writes, Duration took);

  /// Observes nothing.
  static CommitObserver none() {
    return (_, _) -> {};
  }
}
