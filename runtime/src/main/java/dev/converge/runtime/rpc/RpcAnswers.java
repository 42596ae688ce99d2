package dev.converge.runtime.rpc;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import dev.converge.core.json.Json;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.operations.field.FieldError;
import dev.converge.runtime.problems.Problem;
import dev.converge.runtime.problems.ProblemHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// JSON-RPC responses.
public final class RpcAnswers {
  private RpcAnswers() {}

  /// The id of a message, if it can be used in a response.
  public static @Nullable Json readable(@Nullable Json id) {
    return id instanceof Json.Str || id instanceof Json.Num ? id : null;
  }

  /// The response to a request.
  public static Json.Obj result(RpcRequest request, Json.Obj result) {
    return Json.object()
        .put("jsonrpc", "2.0")
        .put("id", request.id())
        .put("result", result)
        .build();
  }

  /// The error for a refused operation.
  public static RpcException failed(RuntimeException e, String requestId) {
    Problem problem = ProblemHandler.problem(e, requestId);
    int otherwise = problem.status() < 500 ? RpcException.INVALID_PARAMS : RpcException.INTERNAL;
    int code = problem.code().retryable() ? RpcException.REFUSED : otherwise;
    return new RpcException(code, HttpStatus.OK, problem.detail(), json(problem));
  }

  /// A problem as JSON.
  public static Json.Obj json(Problem problem) {
    List<Json> errors = new ArrayList<>();
    for (FieldError error : problem.errors()) {
      errors.add(
          Json.object().put("pointer", error.pointer()).put("message", error.message()).build());
    }
    return Json.object()
        .put("type", problem.type())
        .put("title", problem.title())
        .put("detail", problem.detail())
        .put("errors", errors.isEmpty() ? null : Json.array(errors))
        .put("retryable", problem.code().retryable())
        .build();
  }

  /// A message as an HTTP response.
  public static HttpResponse http(HttpStatus status, Json.Obj message) {
    return Responses.of(
        Responses.jsonHeaders(status), message.canonical().getBytes(StandardCharsets.UTF_8));
  }
}
