package dev.converge.store;

import dev.converge.engine.store.CommitObserver;
import java.time.InstantSource;

/// Options for opening a store.
///
/// @param durability how durable a write is when it is acknowledged
/// @param clock for the age of idempotency keys, and to time commits
/// @param commits observes every commit
/// @param owning whether a process that writes to a run becomes its owner; `false` if a host
///   outside the servers drives all runs
public record StoreOptions(
    Durability durability, InstantSource clock, CommitObserver commits, boolean owning) {
  /// Options for a process that drives runs itself.
  public StoreOptions(Durability durability, InstantSource clock, CommitObserver commits) {
    this(durability, clock, commits, true);
  }

  /// Options without a commit observer.
  public StoreOptions(Durability durability, InstantSource clock) {
    this(durability, clock, CommitObserver.none());
  }

  /// Options for a fully durable store.
  public static StoreOptions durable(InstantSource clock) {
    return new StoreOptions(Durability.FULL, clock);
  }
}
