package dev.converge.engine.error;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Something that a caller asked for cannot be done. The code decides how it is told on each
/// transport; the message says what, where, and what would be right.
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

  /// Of something that can be done later.
  ///
  /// @param retryAfter after which time it is likely to work
  public ConvergeException(ErrorCode code, String message, Duration retryAfter) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /// Without a cause.
  public ConvergeException(ErrorCode code, String message) {
    this(code, message, (Throwable) null);
  }

  /// What kind of error.
  public ErrorCode code() {
    return code;
  }

  /// After which time it is likely to work, if that is known.
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
