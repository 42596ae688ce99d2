package dev.converge.store;

/// How sure a write is before it is acknowledged.
public enum Durability {
  /// On the disk: survives a loss of power. One fsync for each group of writes.
  FULL,
  /// With the operating system: survives a crash of the process, but what was acknowledged in the
  /// last moments before a loss of power can be gone. Never half of a write, never a later one
  /// without the earlier.
  RELAXED
}
