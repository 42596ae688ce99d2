package dev.converge.core.proposal;

/// Keys that every program has.
public final class Keys {
  /// Where seeds are found.
  public static final String SEEDS = "Seeds";

  /// Where what people decided is found: one fact a decision, so that agents can read it.
  public static final String DECISIONS = "Decisions";

  private Keys() {}
}
