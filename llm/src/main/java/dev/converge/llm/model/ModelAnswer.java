package dev.converge.llm.model;

import dev.converge.core.budget.ModelOutcome;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of a call. Only [Answered] can make facts.
public sealed interface ModelAnswer {
  /// What the call left behind.
  CallMetadata metadata();

  /// How the call ended, as the journal has it.
  default ModelOutcome outcome() {
    return switch (this) {
      case Answered _ -> ModelOutcome.ANSWERED;
      case Refused _ -> ModelOutcome.REFUSED;
      case Filtered _ -> ModelOutcome.FILTERED;
      case Truncated _ -> ModelOutcome.TRUNCATED;
      case Malformed _ -> ModelOutcome.MALFORMED;
      case Empty _ -> ModelOutcome.EMPTY;
      case Unavailable _ -> ModelOutcome.UNAVAILABLE;
    };
  }

  /// The model answered.
  ///
  /// @param text of the answer, not blank
  /// @param pages that the provider names, if the model searched the web
  record Answered(String text, List<CitedPage> pages, CallMetadata metadata)
      implements ModelAnswer {
    /// Copies the list.
    public Answered {
      pages = List.copyOf(pages);
    }
  }

  /// The model declined.
  ///
  /// @param text its words, or what the provider says of it
  record Refused(String text, CallMetadata metadata) implements ModelAnswer {}

  /// The provider's filter stopped the request or the answer.
  ///
  /// @param reason as the provider names it
  record Filtered(String reason, CallMetadata metadata) implements ModelAnswer {}

  /// The answer was cut off.
  ///
  /// @param text what came
  /// @param reason why, as the provider names it
  record Truncated(String text, String reason, CallMetadata metadata) implements ModelAnswer {}

  /// What came does not have the form that was asked for.
  ///
  /// @param problem what is wrong and where
  /// @param text of the model, or `null` if the provider's own response cannot be read
  record Malformed(String problem, @Nullable String text, CallMetadata metadata)
      implements ModelAnswer {}

  /// The answer has no text, or nothing but blanks and marks around it.
  record Empty(CallMetadata metadata) implements ModelAnswer {}

  /// There was no answer.
  ///
  /// @param cause whether asking again can help
  /// @param problem what happened
  /// @param retryAfter what the provider asked to be waited, or `null`
  record Unavailable(
      Cause cause, String problem, @Nullable Duration retryAfter, CallMetadata metadata)
      implements ModelAnswer {}

  /// Why there was no answer.
  enum Cause {
    /// The request was sent and not answered in time.
    TIMEOUT,
    /// Not reached, overloaded, over a rate limit, or at fault itself: says nothing of the request.
    OVERLOADED,
    /// It will not take this request, however often it is sent: a key, a name or the form is wrong.
    REJECTED,
    /// No request was sent: the limit of calls to the provider held it back.
    NOT_CALLED,
    /// There is no recording of this request.
    NOT_RECORDED
  }
}
