package dev.converge.runtime.problems;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseCompleteException;
import com.linecorp.armeria.common.ShuttingDownException;
import com.linecorp.armeria.common.util.Exceptions;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.converge.core.json.Json;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.operations.field.OperationException;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reports every error of the server, wherever it occurred, as a [Problem]. Nothing else does.
public final class ProblemHandler implements ServerErrorHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);

  @Override
  public HttpResponse onServiceException(ServiceRequestContext ctx, Throwable cause) {
    String requestId = RequestIds.of(ctx);
    if (Exceptions.peel(cause) instanceof RequestTimeoutException && dripped(ctx)) {
      return givenUp(ctx).response(requestId).toHttpResponse();
    }
    return problem(cause, requestId).response(requestId).toHttpResponse();
  }

  /// A request whose remaining body is not awaited. Over HTTP/1, the connection cannot be used any
  /// more: everything that arrives still belongs to that body, and would keep the connection open
  /// forever.
  private static Problem givenUp(ServiceRequestContext ctx) {
    if (!ctx.sessionProtocol().isMultiplex()) {
      ctx.initiateConnectionShutdown();
    }
    return Problem.of(ErrorCode.MALFORMED, "the request was not complete in time")
        .withStatus(HttpStatus.REQUEST_TIMEOUT.code());
  }

  /// Whether the body of a request never arrived completely.
  private static boolean dripped(ServiceRequestContext ctx) {
    return switch (ctx.method()) {
      case POST, PUT, PATCH, DELETE -> ctx.request().whenComplete().isCompletedExceptionally();
      case GET, HEAD, OPTIONS, TRACE, CONNECT, UNKNOWN -> false;
    };
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext ctx,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    String requestId = ctx == null ? RequestIds.of(headers) : RequestIds.of(ctx);
    AggregatedHttpResponse response = ofStatus(status, description).response(requestId);
    if (ctx != null) {
      return response;
    }
    return AggregatedHttpResponse.of(
        response.headers().toBuilder().set(RequestIds.HEADER, requestId).build(),
        response.content());
  }

  /// The problem for an exception. Internal errors are logged, and reported without any details.
  public static Problem problem(Throwable thrown, String requestId) {
    Throwable cause = Exceptions.peel(thrown);
    return switch (cause) {
      case ProblemException e -> e.problem();
      case OperationException e -> operation(e);
      case ConvergeException e -> converge(e, requestId);
      case RequestTimeoutException _ ->
          Problem.of(ErrorCode.UNAVAILABLE, "the request was not answered in time");
      case ResponseCompleteException _ ->
          // A client that was refused before its body was read kept sending it: not an error of
          // ours.
          Problem.of(ErrorCode.UNAVAILABLE, "the response was complete before the request was");
      case ShuttingDownException _ -> goingDown();
      // Its threads accept nothing more.
      case RejectedExecutionException _ -> goingDown();
      case ContentTooLargeException e -> tooLarge(e.maxContentLength());
      case HttpStatusException e when e.getCause() instanceof ContentTooLargeException large ->
          tooLarge(large.maxContentLength());
      case HttpStatusException e -> ofStatus(e.httpStatus(), null);
      default -> Disconnects.is(cause) ? gone(cause, requestId) : internal(cause, requestId);
    };
  }

  private static Problem goingDown() {
    return Problem.of(ErrorCode.UNAVAILABLE, "the server is shutting down");
  }

  private static Problem operation(OperationException e) {
    Json.Builder more = Json.object();
    e.runStatus().ifPresent(status -> more.put("run_status", EnumWord.of(status)));
    e.earlier()
        .ifPresent(decided ->
            more.put("decision", EnumWord.of(decided.decision()))
                .put("decided_by", decided.actor()));
    Problem problem =
        Problem.of(e.code(), String.valueOf(e.getMessage()))
            .withErrors(e.errors())
            .withExtensions(more.build());
    return e.retryAfter().map(problem::withRetryAfter).orElse(problem);
  }

  private static Problem converge(ConvergeException e, String requestId) {
    if (e.code() == ErrorCode.INTERNAL) {
      return internal(e, requestId);
    }
    if (e.getCause() != null) {
      LOG.warn("request {}: {}", requestId, e.getMessage(), e.getCause());
    }
    Problem problem = Problem.of(e.code(), String.valueOf(e.getMessage()));
    return e.retryAfter().map(problem::withRetryAfter).orElse(problem);
  }

  private static Problem internal(Throwable cause, String requestId) {
    LOG.error("request {} failed", requestId, cause);
    return Problem.of(
        ErrorCode.INTERNAL,
        "internal error; the log of the server has details under this request id");
  }

  /// Nobody reads this response.
  private static Problem gone(Throwable cause, String requestId) {
    LOG.debug("request {}: the client disconnected", requestId, cause);
    return Problem.of(ErrorCode.UNAVAILABLE, "the client disconnected");
  }

  private static Problem tooLarge(long limit) {
    return Problem.of(
        ErrorCode.TOO_LARGE, "the body is too large (expected: at most " + limit + " bytes)");
  }

  private static Problem ofStatus(HttpStatus status, @Nullable String description) {
    ErrorCode code =
        switch (status.code()) {
          case 403 -> ErrorCode.FORBIDDEN;
          case 404 -> ErrorCode.NOT_FOUND;
          case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
          case 406 -> ErrorCode.NOT_ACCEPTABLE;
          case 413 -> ErrorCode.TOO_LARGE;
          case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
          case 503 -> ErrorCode.UNAVAILABLE;
          default -> status.isServerError() ? ErrorCode.INTERNAL : ErrorCode.MALFORMED;
        };
    String detail =
        description == null ? status.reasonPhrase().toLowerCase(Locale.ROOT) : description;
    return Problem.of(code, detail).withStatus(status.code());
  }
}
