package dev.converge.engine.store;

import java.time.Duration;

/// Measurements of this engine by a store that several engines share, for metrics. Quick.
public interface ReplicaFigures {
  /// Number of engines that work on the store, including this one.
  int members();

  /// Time since the membership of this engine was last confirmed.
  Duration unconfirmed();

  /// How often this engine lost its membership and joined again.
  long fences();

  /// Number of members that this one took over.
  long takeovers();

  /// Number of writes that wait for a connection.
  int waitingWrites();

  /// How often a writing connection broke.
  long reconnects();

  /// Time since it was last certain that no change by others was missed.
  Duration listenerLag();
}
