package dev.converge.core.decision;

/// What a person, or the deadline, says of a proposal.
public enum Decision {
  /// It may become a fact.
  APPROVED,
  /// It is dropped.
  REJECTED
}
