package dev.converge.engine.store;

import java.time.Duration;

/// What a store that several engines work on measures of this one, for metrics. Quick.
public interface ReplicaFigures {
  /// Engines that work on the store, this one too.
  int members();

  /// How long ago it was confirmed that this one is a member.
  Duration unconfirmed();

  /// How often this one was lost, and joined again.
  long fences();

  /// Members that this one took over.
  long takeovers();

  /// Writes that wait for a connection.
  int waitingWrites();

  /// How often a connection that writes broke.
  long reconnects();

  /// How long ago it was last certain that nothing was missed of what others stored.
  Duration listenerLag();
}
