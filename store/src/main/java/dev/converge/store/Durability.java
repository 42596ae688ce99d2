package dev.converge.store;

/// How durable a write is when it is acknowledged.
public enum Durability {
  /// On disk: survives a power failure. One fsync for each group of writes.
  FULL,
  /// In the operating system: survives a crash of the process, but a power failure can lose what
  /// was acknowledged in the last moments before it. A write is never stored partially, and never
  /// without the earlier ones.
  RELAXED
}
