package dev.converge.llm.model;

import dev.converge.core.budget.ModelOutcome;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The result of a call. Only [Answered] can lead to facts.
public sealed interface ModelAnswer {
  /// What the call left behind.
  CallMetadata metadata();

  /// How the call ended, as recorded in the journal.
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
  /// @param text the model's words, or the provider's description
  record Refused(String text, CallMetadata metadata) implements ModelAnswer {}

  /// The provider's filter stopped the request or the answer.
  ///
  /// @param reason as the provider names it
  record Filtered(String reason, CallMetadata metadata) implements ModelAnswer {}

  /// The answer was cut off.
  ///
  /// @param text received so far
  /// @param reason why, as the provider names it
  record Truncated(String text, String reason, CallMetadata metadata) implements ModelAnswer {}

  /// The answer does not have the requested form.
  ///
  /// @param problem what is wrong and where
  /// @param text of the model, or `null` if the provider's own response cannot be read
  record Malformed(String problem, @Nullable String text, CallMetadata metadata)
      implements ModelAnswer {}

  /// The answer has no text, or only whitespace and markup.
  record Empty(CallMetadata metadata) implements ModelAnswer {}

  /// There was no answer.
  ///
  /// @param cause whether a retry can help
  /// @param problem what happened
  /// @param retryAfter the delay that the provider asked for, or `null`
  record Unavailable(
      Cause cause, String problem, @Nullable Duration retryAfter, CallMetadata metadata)
      implements ModelAnswer {}

  /// Why there was no answer.
  enum Cause {
    /// The request was sent, but not answered in time.
    TIMEOUT,
    /// The provider is unreachable, overloaded, rate-limiting or failing. The request may be valid.
    OVERLOADED,
    /// The provider will never accept this request: a key, a name or the form is wrong.
    REJECTED,
    /// No request was sent, because of the limit of calls to the provider.
    NOT_CALLED,
    /// There is no recording of this request.
    NOT_RECORDED
  }
}
