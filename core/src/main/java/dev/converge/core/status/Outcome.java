package dev.converge.core.status;

/// The outcome of an input.
public sealed interface Outcome {
  /// It changed the run.
  record Accepted() implements Outcome {}

  /// It changed nothing: stale, or said before.
  record Unchanged() implements Outcome {}

  /// It makes no sense in this state.
  ///
  /// @param code what kind of refusal
  /// @param message what, and what would be right
  record Refused(Code code, String message) implements Outcome {}

  /// Kinds of refusal.
  enum Code {
    /// There is no such proposal waiting in this run.
    NO_SUCH_PROPOSAL,
    /// Decided differently before.
    DECIDED_OTHERWISE,
    /// Not in this status.
    WRONG_STATUS,
    /// The program has no such key.
    NO_SUCH_KEY,
    /// Whoever asks is not allowed to do that.
    NOT_ALLOWED,
    /// The idempotency key was used for something else before.
    KEY_REUSED,
    /// The input itself is wrong.
    INVALID
  }
}
