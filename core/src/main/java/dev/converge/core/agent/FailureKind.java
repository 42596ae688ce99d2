package dev.converge.core.agent;

/// Why an agent gave no usable answer.
public enum FailureKind {
  /// No answer in time.
  TIMEOUT(true),
  /// The agent, or what it depends on, could not be reached or was overloaded.
  UNAVAILABLE(true),
  /// The provider that the agent depends on is unavailable: it could not be reached, was overloaded
  /// or the call was held back. This says nothing about the request, so it does not count as an
  /// attempt.
  OUTAGE(true),
  /// The agent threw.
  CRASHED(false),
  /// The answer of the model or the tool does not have the required form.
  MALFORMED(true),
  /// The answer breaks the agent's contract.
  CONTRACT(true),
  /// The model's answer was cut off.
  TRUNCATED(true),
  /// The model's answer was empty.
  EMPTY(true),
  /// The model or the tool refused.
  REFUSED(false),
  /// The provider's filter stopped the answer.
  FILTERED(false),
  /// No model meets the agent's requirements.
  NO_MODEL(false),
  /// A recording was asked for and there is none for this request.
  NOT_RECORDED(false),
  /// The run's policy does not allow what the agent needs.
  FORBIDDEN(false);

  private final boolean retryable;

  FailureKind(boolean retryable) {
    this.retryable = retryable;
  }

  /// Whether another attempt can help.
  public boolean retryable() {
    return retryable;
  }

  /// Whether another attempt helps only if it names the violations; it is made once and at once.
  public boolean repairable() {
    return this == MALFORMED || this == CONTRACT || this == TRUNCATED || this == EMPTY;
  }
}
