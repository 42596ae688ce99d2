package dev.converge.domain.tool;

import dev.converge.core.agent.FailureKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A tool gave no usable response.
final class ToolException extends Exception {
  private static final long serialVersionUID = 1L;
  private final FailureKind kind;
  private final transient @Nullable Duration retryAfter;

  ToolException(FailureKind kind, String message) {
    this(kind, message, null);
  }

  /// @param retryAfter how long the tool asked to wait, or `null`
  ToolException(FailureKind kind, String message, @Nullable Duration retryAfter) {
    super(message);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  FailureKind kind() {
    return kind;
  }

  @Nullable Duration retryAfter() {
    return retryAfter;
  }

  String what() {
    return String.valueOf(getMessage());
  }
}
