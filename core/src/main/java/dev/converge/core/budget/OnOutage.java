package dev.converge.core.budget;

/// What a run does while a provider is away that an agent needs.
public enum OnOutage {
  /// It waits, and pauses itself once it has waited for long.
  WAIT,
  /// It halts at once.
  HALT
}
