package dev.converge.runtime.mcp;

import com.linecorp.armeria.common.HttpStatus;
import dev.converge.core.json.Json;
import dev.converge.core.text.Shortened;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request that gets an error of JSON-RPC instead of a result.
final class RpcException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// The message is no request.
  static final int INVALID_REQUEST = -32_600;

  /// There is no such method.
  static final int METHOD_NOT_FOUND = -32_601;

  /// The parameters are not what the method takes.
  static final int INVALID_PARAMS = -32_602;

  /// The server failed.
  static final int INTERNAL = -32_603;

  /// What was asked cannot be had now.
  static final int REFUSED = -32_000;

  /// A header and the body say different things.
  static final int HEADER_MISMATCH = -32_020;

  /// The revision is not spoken here.
  static final int UNSUPPORTED_REVISION = -32_022;

  private static final int MAX_SHOWN = 100;

  private final int code;
  private final int status;
  private final transient Json.Obj data;

  RpcException(int code, HttpStatus status, String message, Json.Obj data) {
    super(message, null, false, false);
    this.code = code;
    this.status = status.code();
    this.data = data;
  }

  static RpcException badRequest(int code, String message) {
    return new RpcException(code, HttpStatus.BAD_REQUEST, message, Json.Obj.EMPTY);
  }

  /// Of a request that was read, but asks for what there is not.
  static RpcException invalidParams(String message) {
    return new RpcException(INVALID_PARAMS, HttpStatus.OK, message, Json.Obj.EMPTY);
  }

  static RpcException unsupported(List<String> supported, String requested) {
    return new RpcException(
        UNSUPPORTED_REVISION,
        HttpStatus.BAD_REQUEST,
        "Unsupported protocol version: "
            + shortened(requested)
            + " (expected: one of "
            + String.join(", ", supported)
            + ")",
        Json.object().put("supported", supported).put("requested", shortened(requested)).build());
  }

  static RpcException unknownMethod(String method) {
    return new RpcException(
        METHOD_NOT_FOUND,
        HttpStatus.NOT_FOUND,
        "Method not found: " + shortened(method),
        Json.Obj.EMPTY);
  }

  HttpStatus status() {
    return HttpStatus.valueOf(status);
  }

  static String shortened(String text) {
    return Shortened.of(text, MAX_SHOWN);
  }

  /// The error as a message.
  ///
  /// @param id of the request, or `null` if it could not be read
  Json.Obj answer(@Nullable Json id) {
    Json error =
        Json.object()
            .put("code", code)
            .put("message", String.valueOf(getMessage()))
            .put("data", data.fields().isEmpty() ? null : data)
            .build();
    return Json.object().put("jsonrpc", "2.0").put("id", id).put("error", error).build();
  }
}
