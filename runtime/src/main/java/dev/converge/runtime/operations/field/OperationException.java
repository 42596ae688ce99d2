package dev.converge.runtime.operations.field;

import dev.converge.core.Body;
import dev.converge.core.status.Status;
import dev.converge.engine.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An operation was refused, with details that every transport can show: the invalid fields, and
/// the run's state if that is the reason.
public final class OperationException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final ErrorCode code;
  private final transient List<FieldError> errors;
  private final @Nullable Status runStatus;
  private final transient Body.@Nullable ApprovalDecided earlier;
  private final @Nullable Duration retryAfter;

  private OperationException(
      ErrorCode code,
      String message,
      List<FieldError> errors,
      @Nullable Status runStatus,
      Body.@Nullable ApprovalDecided earlier,
      @Nullable Duration retryAfter) {
    super(message, null, false, false);
    this.code = code;
    this.errors = List.copyOf(errors);
    this.runStatus = runStatus;
    this.earlier = earlier;
    this.retryAfter = retryAfter;
  }

  /// A request with invalid fields.
  public static OperationException invalid(List<FieldError> errors) {
    String message =
        errors.size() == 1
            ? errors.getFirst().message()
            : errors.size() + " fields of the request are invalid";
    return new OperationException(ErrorCode.INVALID, message, errors, null, null, null);
  }

  /// A request with one invalid field.
  ///
  /// @param pointer JSON Pointer to the field, such as `/reason`
  public static OperationException invalid(String pointer, String message) {
    return invalid(List.of(new FieldError(pointer, message)));
  }

  /// A cursor that does not belong to its list.
  public static OperationException badCursor(String message) {
    return new OperationException(ErrorCode.BAD_CURSOR, message, List.of(), null, null, null);
  }

  /// A quota does not currently allow the request.
  ///
  /// @param retryAfter delay after which it may be allowed
  public static OperationException quota(String message, Duration retryAfter) {
    return new OperationException(
        ErrorCode.QUOTA_EXCEEDED, message, List.of(), null, null, retryAfter);
  }

  /// The state of the run does not allow the request.
  ///
  /// @param earlier the valid decision, or `null`
  public static OperationException refused(
      ErrorCode code,
      String message,
      List<FieldError> errors,
      Status runStatus,
      Body.@Nullable ApprovalDecided earlier) {
    return new OperationException(code, message, errors, runStatus, earlier, null);
  }

  /// The kind of error.
  public ErrorCode code() {
    return code;
  }

  /// The invalid fields; may be empty.
  public List<FieldError> errors() {
    return errors;
  }

  /// The run's status, if the run refused the request.
  public Optional<Status> runStatus() {
    return Optional.ofNullable(runStatus);
  }

  /// When the request can be sent again, if known.
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /// The valid decision, if the request was a different decision on the same proposal.
  public Optional<Body.ApprovalDecided> earlier() {
    return Optional.ofNullable(earlier);
  }
}
