package dev.converge.core.budget;

import dev.converge.core.text.EnumWord;

/// How a call of a model ended. Only [#ANSWERED] leads to facts.
public enum ModelOutcome {
  /// The answer has the required form.
  ANSWERED,
  /// The model declined to answer.
  REFUSED,
  /// The provider's filter stopped the request or the answer.
  FILTERED,
  /// The answer was cut off.
  TRUNCATED,
  /// The answer does not have the required form.
  MALFORMED,
  /// The answer has no text.
  EMPTY,
  /// There was no answer.
  UNAVAILABLE,
  /// The request was sent, and the answer was never seen: it is charged with the most that it can
  /// cost.
  LOST;

  /// The name in events, metrics and traces: lower case.
  public String word() {
    return EnumWord.of(this);
  }
}
