package dev.converge.engine.error;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An operation that a caller requested cannot be done. The code determines how each transport
/// reports it. The message says what is wrong, where, and what would be right.
public final class ConvergeException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final ErrorCode code;
  private final @Nullable Duration retryAfter;

  /// With a cause that is logged but never shown to a client.
  public ConvergeException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.retryAfter = null;
  }

  /// For an operation that can be retried.
  ///
  /// @param retryAfter delay after which it is likely to succeed
  public ConvergeException(ErrorCode code, String message, Duration retryAfter) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /// Without a cause.
  public ConvergeException(ErrorCode code, String message) {
    this(code, message, (Throwable) null);
  }

  /// The kind of error.
  public ErrorCode code() {
    return code;
  }

  /// Delay after which the operation is likely to succeed, if known.
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
