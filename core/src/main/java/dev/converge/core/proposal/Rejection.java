package dev.converge.core.proposal;

/// Why a proposal was rejected.
public enum Rejection {
  /// The agent is not allowed to write under that key.
  AUTHORITY,
  /// The id, content or confidence is outside its limits.
  INVALID,
  /// It cites a fact that does not exist.
  UNRESOLVED,
  /// It says nothing new.
  NOTHING_NEW,
  /// Its id is already used for different content.
  CONFLICT,
  /// It violates a structural invariant.
  INVARIANT,
  /// The budget of facts is used up.
  BUDGET,
  /// A person rejected it, or nobody decided in time.
  REJECTED
}
