package dev.converge.store;

import dev.converge.engine.store.CommitObserver;
import java.time.InstantSource;

/// How a store is opened.
///
/// @param durability how sure a write is before it is acknowledged
/// @param clock for the age of idempotency keys, and to time commits
/// @param commits is told of every commit
/// @param owning whether who writes to a run owns it from then on; not where a host outside of the
///   servers drives all runs
public record StoreOptions(
    Durability durability, InstantSource clock, CommitObserver commits, boolean owning) {
  /// Of a process that drives runs itself.
  public StoreOptions(Durability durability, InstantSource clock, CommitObserver commits) {
    this(durability, clock, commits, true);
  }

  /// With nobody who watches.
  public StoreOptions(Durability durability, InstantSource clock) {
    this(durability, clock, CommitObserver.none());
  }

  /// Fully durable.
  public static StoreOptions durable(InstantSource clock) {
    return new StoreOptions(Durability.FULL, clock);
  }
}
