package dev.converge.llm.model;

import dev.converge.core.Citation;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of a call. Only [Answered] can make facts.
public sealed interface ModelAnswer {
  /// What the call left behind.
  CallMetadata exchange();

  /// The outcome in one word, as the journal has it.
  default String outcome() {
    return switch (this) {
      case Answered _ -> "answered";
      case Refused _ -> "refused";
      case Filtered _ -> "filtered";
      case Truncated _ -> "truncated";
      case Malformed _ -> "malformed";
      case Empty _ -> "empty";
      case Unavailable _ -> "unavailable";
    };
  }

  /// The model answered.
  ///
  /// @param text of the answer, not blank
  /// @param citations sources that the provider names
  record Answered(String text, List<Citation> citations, CallMetadata exchange)
      implements ModelAnswer {
    /// Copies the list.
    public Answered {
      citations = List.copyOf(citations);
    }
  }

  /// The model declined.
  ///
  /// @param text its words, or what the provider says of it
  record Refused(String text, CallMetadata exchange) implements ModelAnswer {}

  /// The provider's filter stopped the request or the answer.
  ///
  /// @param reason as the provider names it
  record Filtered(String reason, CallMetadata exchange) implements ModelAnswer {}

  /// The answer was cut off.
  ///
  /// @param text what came
  /// @param reason why, as the provider names it
  record Truncated(String text, String reason, CallMetadata exchange) implements ModelAnswer {}

  /// What the provider sent is not of the form that it documents.
  ///
  /// @param problem what is wrong and where
  record Malformed(String problem, CallMetadata exchange) implements ModelAnswer {}

  /// The model said nothing: no text, blank text, no choice.
  record Empty(CallMetadata exchange) implements ModelAnswer {}

  /// There was no answer.
  ///
  /// @param cause whether asking again can help
  /// @param problem what happened
  /// @param retryAfter what the provider asked to be waited, or `null`
  record Unavailable(
      Cause cause, String problem, @Nullable Duration retryAfter, CallMetadata exchange)
      implements ModelAnswer {}

  /// Why there was no answer.
  enum Cause {
    /// Not in time.
    TIMEOUT,
    /// Not reached, overloaded, over a rate limit, or at fault itself.
    OVERLOADED,
    /// It will not take this request, however often it is sent: a key, a name or the form is wrong.
    REJECTED,
    /// There is no recording of this request.
    NOT_RECORDED
  }
}
