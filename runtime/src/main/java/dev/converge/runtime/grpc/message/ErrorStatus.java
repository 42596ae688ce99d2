package dev.converge.runtime.grpc.message;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.converge.engine.error.ErrorCode;
import dev.converge.proto.Ack;
import dev.converge.proto.FieldViolation;
import dev.converge.runtime.operations.field.FieldError;
import dev.converge.runtime.problems.Problem;
import dev.converge.runtime.problems.ProblemHandler;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.List;

/// Why a request failed, in the two forms of gRPC: the status of a call with details, or the [Ack]
/// of a stream. Both are derived from [ErrorCode], the only table of errors.
///
/// @param code the kind of error
/// @param message what is wrong, and what would be right
/// @param violations the invalid fields
/// @param retryAfterSeconds when the client can retry, if that can help
public record ErrorStatus(
    ErrorCode code, String message, List<FieldViolation> violations, int retryAfterSeconds) {
  /// The domain of the reasons in [ErrorInfo].
  static final String DOMAIN = "converge.dev";

  /// Maximum bytes of violations in the status of a call. The status is sent in a header, and
  /// clients reject headers of more than 8 KiB.
  static final int MAX_DETAIL_BYTES = 4_096;

  private static final long MILLIS = 1_000;

  /// Copies the list, up to the limit of problems.
  public ErrorStatus {
    violations =
        List.copyOf(violations.subList(0, Math.min(violations.size(), Problem.MAX_ERRORS)));
  }

  /// An exception in a form that is safe to show to a client. An internal error is logged under its
  /// incident id, and the client only gets that id.
  public static ErrorStatus of(Throwable thrown, String incident) {
    if (thrown instanceof FieldException e) {
      return new ErrorStatus(ErrorCode.INVALID, String.valueOf(e.getMessage()), e.violations(), 0);
    }
    Problem problem = ProblemHandler.problem(thrown, incident);
    String message =
        problem.code() == ErrorCode.INTERNAL
            ? "internal error; the log of the server has details under incident " + incident
            : problem.detail();
    return new ErrorStatus(
        problem.code(), message, violations(problem.errors()), problem.retryAfterSeconds());
  }

  private static List<FieldViolation> violations(List<FieldError> errors) {
    return errors.stream()
        .map(e -> FieldException.violation(SubmitBodies.field(e.pointer()), e.message()))
        .toList();
  }

  /// The code of a call's status.
  Status.Code status() {
    return Status.Code.valueOf(code.grpc());
  }

  /// The status of a call, with details.
  public StatusRuntimeException exception() {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder().setCode(status().value()).setMessage(message);
    ErrorInfo info = ErrorInfo.newBuilder().setReason(code.name()).setDomain(DOMAIN).build();
    status.addDetails(Any.pack(info));
    if (!violations.isEmpty()) {
      BadRequest.Builder bad = BadRequest.newBuilder();
      int left = MAX_DETAIL_BYTES;
      for (FieldViolation violation : violations) {
        left -= violation.getSerializedSize();
        if (left < 0) {
          break;
        }
        bad.addFieldViolationsBuilder()
            .setField(violation.getField())
            .setDescription(violation.getDescription());
      }
      status.addDetails(Any.pack(bad.build()));
    }
    if (code.retryable()) {
      RetryInfo retry =
          RetryInfo.newBuilder()
              .setRetryDelay(Duration.newBuilder().setSeconds(retryAfterSeconds))
              .build();
      status.addDetails(Any.pack(retry));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }

  /// The reply to a request on a stream.
  public Ack ack(String requestId) {
    Ack.Builder ack =
        Ack.newBuilder()
            .setRequestId(requestId)
            .setErrorCode(code.grpc())
            .setErrorMessage(message)
            .setErrorReason(code.name())
            .addAllViolations(violations);
    if (code.retryable()) {
      ack.setRetryAfterMs(retryAfterSeconds * MILLIS);
    }
    return ack.build();
  }
}
