package dev.converge.engine.store;

/// What an engine needs, besides journal and jobs, to share a store with others.
public record Replica(
    Ownership ownership, Watches watches, InputBox inputs, Membership membership) {
  /// For an engine that does not share its store: it owns every run, and nobody else stores
  /// anything.
  public static Replica alone(JobStore jobs) {
    Alone alone = new Alone(jobs);
    return new Replica(alone, alone, alone, alone);
  }
}
