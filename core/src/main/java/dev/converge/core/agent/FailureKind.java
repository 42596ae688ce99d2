package dev.converge.core.agent;

/// Why an agent gave no usable answer.
public enum FailureKind {
  /// No answer in time.
  TIMEOUT(true),
  /// The agent, or what it depends on, could not be reached or was overloaded.
  UNAVAILABLE(true),
  /// The provider that the agent depends on is unavailable: it could not be reached, was overloaded
  /// or the call was held back. This says nothing of the request, so it uses up no attempt.
  OUTAGE(true),
  /// The agent threw.
  CRASHED(false),
  /// The answer of the model or the tool is not of the form asked for.
  MALFORMED(true),
  /// The answer breaks the agent's contract.
  CONTRACT(true),
  /// The model's answer was cut off.
  TRUNCATED(true),
  /// The model answered nothing.
  EMPTY(true),
  /// The model or the tool refused.
  REFUSED(false),
  /// The provider's filter stopped the answer.
  FILTERED(false),
  /// No model meets the agent's requirements.
  NO_MODEL(false),
  /// A recording was asked for and there is none for this request.
  NOT_RECORDED(false),
  /// The agent's means are off under the run's policy.
  FORBIDDEN(false);

  private final boolean retryable;

  FailureKind(boolean retryable) {
    this.retryable = retryable;
  }

  /// Whether asking again can help.
  public boolean retryable() {
    return retryable;
  }

  /// Whether asking again helps only with the violations named, so once and at once.
  public boolean repairable() {
    return this == MALFORMED || this == CONTRACT || this == TRUNCATED || this == EMPTY;
  }
}
