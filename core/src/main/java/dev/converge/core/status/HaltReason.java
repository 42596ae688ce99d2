package dev.converge.core.status;

/// Why a run was halted, or paused itself.
public enum HaltReason {
  /// An invariant does not hold.
  INVARIANT,
  /// A budget is used up.
  BUDGET,
  /// Two agents said different things under one id, where the program does not allow that.
  CONFLICT,
  /// An agent that is not optional failed.
  AGENT,
  /// A person rejected a proposal that the program cannot do without.
  REJECTED,
  /// A provider is unavailable: a run that may not wait is halted, others pause themselves when
  /// they have waited for long.
  PROVIDER_UNAVAILABLE
}
