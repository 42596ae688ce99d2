package dev.converge.engine.error;

import org.jspecify.annotations.Nullable;

/// Something that a caller asked for cannot be done. The code decides how it is told on each
/// transport; the message says what, where, and what would be right.
public final class ConvergeException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final ErrorCode code;

  /// With a cause that is logged but never shown to a client.
  public ConvergeException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /// Without a cause.
  public ConvergeException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /// What kind of error.
  public ErrorCode code() {
    return code;
  }
}
