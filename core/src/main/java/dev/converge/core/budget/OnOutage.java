package dev.converge.core.budget;

/// What a run does while a provider is unavailable that an agent needs.
public enum OnOutage {
  /// It waits, and pauses itself once it has waited for long.
  WAIT,
  /// It halts at once.
  HALT
}
