package dev.converge.core.budget;

/// What a run does while a provider that an agent needs is unavailable.
public enum OnOutage {
  /// It waits, and pauses itself after a long wait.
  WAIT,
  /// It halts immediately.
  HALT
}
