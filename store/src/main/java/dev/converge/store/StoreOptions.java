package dev.converge.store;

import dev.converge.engine.store.CommitObserver;
import java.time.InstantSource;

/// How a store is opened.
///
/// @param durability how sure a write is before it is acknowledged
/// @param clock for the age of idempotency keys, and to time commits
/// @param commits is told of every commit
public record StoreOptions(Durability durability, InstantSource clock, CommitObserver commits) {
  /// With nobody who watches.
  public StoreOptions(Durability durability, InstantSource clock) {
    this(durability, clock, CommitObserver.none());
  }

  /// Fully durable.
  public static StoreOptions durable(InstantSource clock) {
    return new StoreOptions(Durability.FULL, clock);
  }
}
