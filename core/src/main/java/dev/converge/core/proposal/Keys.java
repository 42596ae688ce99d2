package dev.converge.core.proposal;

/// Keys that every program has.
public final class Keys {
  /// The key of seeds.
  public static final String SEEDS = "Seeds";

  /// The key of decisions: one fact for each decision, so that agents can read it.
  public static final String DECISIONS = "Decisions";

  private Keys() {}
}
