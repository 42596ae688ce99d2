package dev.converge.core.decision;

/// The decision of a person or of the deadline on a proposal.
public enum Decision {
  /// It may become a fact.
  APPROVED,
  /// It is dropped.
  REJECTED
}
