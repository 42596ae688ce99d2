package dev.converge.core.status;

/// Why a run was halted, or paused itself.
public enum HaltReason {
  /// An invariant is violated.
  INVARIANT,
  /// A limit is used up.
  BUDGET,
  /// Two agents gave different content for the same id, and the program does not allow that.
  CONFLICT,
  /// An agent that is not optional failed.
  AGENT,
  /// A person rejected a proposal that the program requires.
  REJECTED,
  /// A provider is unavailable: a run that is not allowed to wait is halted, others pause
  /// themselves after a long wait.
  PROVIDER_UNAVAILABLE
}
