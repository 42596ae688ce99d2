package dev.converge.store;

import java.time.InstantSource;

/// How a store is opened.
///
/// @param durability how sure a write is before it is acknowledged
/// @param clock for the age of idempotency keys
public record StoreOptions(Durability durability, InstantSource clock) {
  /// Fully durable.
  public static StoreOptions durable(InstantSource clock) {
    return new StoreOptions(Durability.FULL, clock);
  }
}
