package dev.converge.core.status;

/// The state of a run.
public enum Status {
  /// Accepted, not yet started.
  PENDING,
  /// Agents are at work.
  RUNNING,
  /// Only a person can continue it.
  WAITING,
  /// Paused; answers are kept, and nothing new is asked.
  PAUSED,
  /// Final: a fixed point at which all acceptance invariants hold.
  CONVERGED,
  /// Final: stopped for a [HaltReason].
  HALTED,
  /// Final: cancelled by a client.
  CANCELLED,
  /// Final: an error of the server.
  FAILED;

  /// Whether no more events can follow in this epoch.
  public boolean isFinal() {
    return compareTo(CONVERGED) >= 0;
  }
}
