package dev.converge.domain.patent.search;

import dev.converge.core.agent.FailureKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A source of patents gave no answer.
public final class PatentSearchException extends Exception {
  private static final long serialVersionUID = 1L;
  private final FailureKind kind;
  private final transient @Nullable Duration retryAfter;

  /// @param kind why
  /// @param message for people; never holds a key
  /// @param retryAfter what the source asked to be waited, or `null`
  public PatentSearchException(FailureKind kind, String message, @Nullable Duration retryAfter) {
    super(message);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  /// Why.
  public FailureKind kind() {
    return kind;
  }

  /// What the source asked to be waited, or `null`.
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
