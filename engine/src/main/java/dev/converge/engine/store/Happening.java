package dev.converge.engine.store;

/// What a webhook can report. An event of a run is at most one of these.
public enum Happening {
  /// A run started, was paused, resumed or continued, or waits for a person.
  STATUS_CHANGED,
  /// A person must decide on a proposal.
  PERSON_NEEDED,
  /// All acceptance invariants of a tier are met.
  TIER_REACHED,
  /// A run ended.
  ENDED
}
