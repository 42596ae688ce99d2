package dev.converge.core;

/// A condition that must be true of a run.
///
/// @param id unique in the program
/// @param kind when it is checked and what follows
/// @param name the scenario's, for people
/// @param condition what must hold
/// @param tier name of the tier that it is part of (acceptance only), or empty
/// @param halts whether refusing a proposal for it halts the run (structural only)
public record Invariant(
    String id, Kind kind, String name, Condition condition, String tier, boolean halts) {
  /// When an invariant is checked and what follows.
  public enum Kind {
    /// At every merge; refuses the proposal that would break it.
    STRUCTURAL,
    /// At the end of every cycle; blocks convergence while it does not hold.
    SEMANTIC,
    /// At the fixed point; decides whether it may be called converged.
    ACCEPTANCE
  }
}
