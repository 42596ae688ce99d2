package dev.converge.core.status;

/// The outcome of an input.
public sealed interface Outcome {
  /// It changed the run.
  record Accepted() implements Outcome {}

  /// It changed nothing, because it is stale or was sent before.
  record Unchanged() implements Outcome {}

  /// It is not possible in this state.
  ///
  /// @param code the kind of refusal
  /// @param message what is wrong, and what would be right
  record Refused(Code code, String message) implements Outcome {}

  /// Kinds of refusal.
  enum Code {
    /// No such proposal is waiting in this run.
    NO_SUCH_PROPOSAL,
    /// Already decided differently.
    DECIDED_OTHERWISE,
    /// Not allowed in this status.
    WRONG_STATUS,
    /// The program has no such key.
    NO_SUCH_KEY,
    /// The caller is not allowed to do this.
    NOT_ALLOWED,
    /// The idempotency key was already used for something else.
    KEY_REUSED,
    /// The input itself is invalid.
    INVALID
  }
}
