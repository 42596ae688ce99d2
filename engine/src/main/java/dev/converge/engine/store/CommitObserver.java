package dev.converge.engine.store;

import java.time.Duration;

/// Is told of every transaction of a store: for metrics. Called on the thread that writes, so quick
/// and never throwing.
public interface CommitObserver {
  /// Writes became durable together.
  ///
  /// @param writes how many
  /// @param took from the first to the end of the commit
  void committed(int writes, Duration took);

  /// Nobody watches.
  static CommitObserver none() {
    return (_, _) -> {};
  }
}
