package dev.converge.engine.store;

/// What a webhook can tell of. An event of a run is told as one of these at most.
public enum Happening {
  /// A run began, was paused, resumed or continued, or waits for a person.
  STATUS_CHANGED,
  /// A person must decide on a proposal.
  PERSON_NEEDED,
  /// All acceptance invariants of a tier hold.
  TIER_REACHED,
  /// A run is over.
  ENDED
}
