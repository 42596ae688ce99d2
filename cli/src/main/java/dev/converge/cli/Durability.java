package dev.converge.cli;

/// When something counts as stored.
enum Durability {
  /// Once the disk has it.
  FULL,
  /// Once the operating system has it: a power failure can lose the last moments.
  RELAXED
}
