package dev.converge.core;

/// A condition that must be true of a run.
///
/// @param id unique in the program
/// @param kind when it is checked, and the consequence
/// @param name of the scenario, for people
/// @param condition what must hold
/// @param tier name of its tier (acceptance only), or empty
/// @param halts whether refusing a proposal for it halts the run (structural only)
public record Invariant(
    String id, Kind kind, String name, Condition condition, String tier, boolean halts) {
  /// When an invariant is checked, and the consequence of a violation.
  public enum Kind {
    /// At every merge; rejects the proposal that would break it.
    STRUCTURAL,
    /// At the end of every cycle; prevents convergence while it does not hold.
    SEMANTIC,
    /// At the fixed point; decides whether the run has converged.
    ACCEPTANCE
  }
}
