package dev.converge.engine.store;

/// What an engine needs besides journal and jobs to work on a store together with others.
public record Replica(
    Ownership ownership, Watches watches, InputBox inputs, Membership membership) {
  /// Of an engine that has its store for itself: it owns every run, and nobody else stores
  /// anything.
  public static Replica alone(JobStore jobs) {
    Alone alone = new Alone(jobs);
    return new Replica(alone, alone, alone, alone);
  }
}
