package dev.converge.core.status;

/// The state of a run.
public enum Status {
  /// Accepted, not yet started.
  PENDING,
  /// Agents are at work.
  RUNNING,
  /// Only a person can move it on.
  WAITING,
  /// Held by a person; answers are kept, nothing new is asked.
  PAUSED,
  /// Final: a fixed point that all acceptance invariants hold at.
  CONVERGED,
  /// Final: stopped for a [HaltReason].
  HALTED,
  /// Final: cancelled by a client.
  CANCELLED,
  /// Final: a fault of the server.
  FAILED;

  /// Whether nothing can follow.
  public boolean isFinal() {
    return compareTo(CONVERGED) >= 0;
  }
}
