package dev.converge.runtime.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.common.grpc.GrpcExceptionHandlerFunction;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.grpc.message.ErrorStatus;
import dev.converge.runtime.problems.RequestIds;
import io.grpc.ForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// Standard statuses where the libraries do not set them correctly, without internal details of the
/// server.
final class StatusMapping implements ServerInterceptor, GrpcExceptionHandlerFunction {
  private final int maxMessageBytes;

  /// @param maxMessageBytes of a message from a client
  StatusMapping(int maxMessageBytes) {
    this.maxMessageBytes = maxMessageBytes;
  }

  @Override
  public @Nullable Status apply(
      RequestContext ctx, Status status, Throwable cause, Metadata metadata) {
    if (cause instanceof RequestTimeoutException) {
      return Status.DEADLINE_EXCEEDED.withDescription("the call's deadline has passed");
    }
    if (cause instanceof CancellationException) {
      // Armeria's name for a client stream that we ended before the client did.
      return Status.CANCELLED;
    }
    if (unreadable(cause)) {
      return Status.INVALID_ARGUMENT.withDescription(
          "invalid message (expected: the protobuf message that the contract defines)");
    }
    Status known = GrpcExceptionHandlerFunction.of().apply(ctx, status, cause, metadata);
    if (tooLarge(known, cause)) {
      return detailed(
          new ErrorStatus(
              ErrorCode.TOO_LARGE,
              "the message is too large (expected: at most " + maxMessageBytes + " bytes)",
              List.of(),
              0),
          metadata);
    }
    if (known != null && known.getCode() != Status.Code.UNKNOWN) {
      return known.withCause(null);
    }
    return detailed(ErrorStatus.of(cause, RequestIds.of((ServiceRequestContext) ctx)), metadata);
  }

  private static Status detailed(ErrorStatus error, Metadata metadata) {
    StatusRuntimeException exception = error.exception();
    Metadata trailers = exception.getTrailers();
    if (trailers != null) {
      metadata.merge(trailers);
    }
    return exception.getStatus();
  }

  /// Whether a message was refused for its size, by the frame reader or, if it is far too large, by
  /// the request reader.
  private static boolean tooLarge(@Nullable Status known, Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof ContentTooLargeException) {
        return true;
      }
    }
    // Our errors all have details, those of the libraries do not.
    return known != null
        && known.getCode() == Status.Code.RESOURCE_EXHAUSTED
        && Status.trailersFromThrowable(cause) == null;
  }

  /// Whether a message could not be read. One that ends within its frame, such as an empty one,
  /// shows in Armeria as an index out of bounds. None of our code runs where that exception could
  /// come from.
  private static boolean unreadable(Throwable cause) {
    return cause instanceof IndexOutOfBoundsException
        || cause instanceof InvalidProtocolBufferException
        || cause.getCause() instanceof InvalidProtocolBufferException;
  }

  /// A unary call without a request, or with two, is the client's error.
  @Override
  public <I, O> ServerCall.Listener<I> interceptCall(
      ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
    return next.startCall(new Call<>(call), headers);
  }

  private static final class Call<I, O>
      extends ForwardingServerCall.SimpleForwardingServerCall<I, O> {
    Call(ServerCall<I, O> delegate) {
      super(delegate);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      super.close(byTheBook(status), trailers);
    }

    private static Status byTheBook(Status status) {
      String description = String.valueOf(status.getDescription());
      boolean requests =
          description.equals("Half-closed without a request")
              || description.equals("Too many requests");
      if (status.getCode() == Status.Code.INTERNAL && requests) {
        return Status.INVALID_ARGUMENT.withDescription(
            "requests: " + description.toLowerCase(java.util.Locale.ROOT) + " (expected: one)");
      }
      return status;
    }
  }
}
