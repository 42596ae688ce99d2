package dev.converge.core.proposal;

/// Why a proposal was rejected.
public enum Rejection {
  /// The agent may not write that key.
  AUTHORITY,
  /// The id, content or confidence is out of bounds.
  INVALID,
  /// It cites a fact that is not there.
  UNRESOLVED,
  /// It says nothing new.
  NOTHING_NEW,
  /// Its id says something else already.
  CONFLICT,
  /// A structural invariant refused it.
  INVARIANT,
  /// The budget of facts is used up.
  BUDGET,
  /// A person rejected it, or nobody decided in time.
  REJECTED
}
