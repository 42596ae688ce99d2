package dev.converge.runtime.rpc;

import com.linecorp.armeria.common.HttpStatus;
import dev.converge.core.json.Json;
import dev.converge.core.text.Shortened;
import org.jspecify.annotations.Nullable;

/// A request that gets a JSON-RPC error instead of a result.
public final class RpcException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// The message is not a request.
  public static final int INVALID_REQUEST = -32_600;

  /// The method does not exist.
  public static final int METHOD_NOT_FOUND = -32_601;

  /// The parameters are invalid.
  public static final int INVALID_PARAMS = -32_602;

  /// The server failed.
  public static final int INTERNAL = -32_603;

  /// The resource is currently not available.
  public static final int REFUSED = -32_000;

  private static final int MAX_SHOWN = 100;

  private final int code;
  private final int status;
  private final transient Json.Obj data;

  /// An error with a code.
  ///
  /// @param status of the HTTP response
  /// @param data more about it; empty for none
  public RpcException(int code, HttpStatus status, String message, Json.Obj data) {
    super(message, null, false, false);
    this.code = code;
    this.status = status.code();
    this.data = data;
  }

  /// For a request that cannot be read.
  public static RpcException badRequest(int code, String message) {
    return new RpcException(code, HttpStatus.BAD_REQUEST, message, Json.Obj.EMPTY);
  }

  /// For a request for something that does not exist.
  public static RpcException invalidParams(String message) {
    return new RpcException(INVALID_PARAMS, HttpStatus.OK, message, Json.Obj.EMPTY);
  }

  /// For a method that does not exist.
  public static RpcException unknownMethod(String method) {
    return new RpcException(
        METHOD_NOT_FOUND,
        HttpStatus.NOT_FOUND,
        "Method not found: " + shortened(method),
        Json.Obj.EMPTY);
  }

  /// Status of the HTTP response.
  public HttpStatus status() {
    return HttpStatus.valueOf(status);
  }

  /// A text of the request, shortened for messages.
  public static String shortened(String text) {
    return Shortened.of(text, MAX_SHOWN);
  }

  /// The error as a message.
  ///
  /// @param id of the request, or `null` if it could not be read
  public Json.Obj answer(@Nullable Json id) {
    Json error =
        Json.object()
            .put("code", code)
            .put("message", String.valueOf(getMessage()))
            .put("data", data.fields().isEmpty() ? null : data)
            .build();
    return Json.object().put("jsonrpc", "2.0").put("id", id).put("error", error).build();
  }
}
