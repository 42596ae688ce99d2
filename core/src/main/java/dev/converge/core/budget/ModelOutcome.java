package dev.converge.core.budget;

import dev.converge.core.text.EnumWord;

/// How a call of a model ended. Only [#ANSWERED] makes facts.
public enum ModelOutcome {
  /// The answer has the form that was asked for.
  ANSWERED,
  /// The model declined to answer.
  REFUSED,
  /// The provider's filter stopped the request or the answer.
  FILTERED,
  /// The answer was cut off.
  TRUNCATED,
  /// The answer does not have the form that was asked for.
  MALFORMED,
  /// The answer has no text.
  EMPTY,
  /// There was no answer.
  UNAVAILABLE,
  /// The request was sent, and the answer was never seen: it counts with the most that it can cost.
  LOST;

  /// The name in events, metrics and traces: lower case.
  public String word() {
    return EnumWord.of(this);
  }
}
