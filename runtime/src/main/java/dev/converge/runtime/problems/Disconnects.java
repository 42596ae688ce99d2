package dev.converge.runtime.problems;

import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.RequestCancellationException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;

/// Distinguishes errors at a client's end of a connection from errors of the server.
public final class Disconnects {
  private Disconnects() {}

  /// A client reads too slowly.
  public static final class SlowClientException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Without a stack trace.
    public SlowClientException() {
      super("the client does not read", null, false, false);
    }
  }

  /// Whether a client disconnected, reset its stream or read too slowly.
  ///
  /// @param thrown the exception that ended a request, or `null`
  public static boolean is(@Nullable Throwable thrown) {
    if (thrown == null) {
      return false;
    }
    Throwable cause = Exceptions.peel(thrown);
    return switch (cause) {
      case SlowClientException _, RequestCancellationException _ -> true;
      case StatusRuntimeException e -> e.getStatus().getCode() == Status.Code.CANCELLED;
      default -> Exceptions.isExpected(cause) || Exceptions.isStreamCancelling(cause);
    };
  }
}
