package dev.converge.runtime.rpc;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.runtime.operations.field.BodyFields;
import org.jspecify.annotations.Nullable;

/// A JSON-RPC 2.0 request or notification.
///
/// @param id of the response, or `null` for a notification
/// @param method to call
/// @param params of the call; empty if there are none
public record RpcRequest(@Nullable Json id, String method, Json.Obj params) {
  /// Whether a message is the response to a request of the server. The server sends none, so there
  /// is nothing to do about it.
  public static boolean isResponse(Json.Obj message) {
    return message.get("method").isEmpty()
        && (message.get("result").isPresent() || message.get("error").isPresent());
  }

  /// Reads a message.
  ///
  /// @throws RpcException if the message is invalid
  public static RpcRequest read(Json.Obj message) {
    if (!OptionalMembers.textOrEmpty(message, "jsonrpc").equals("2.0")) {
      throw wrong("jsonrpc", "\"2.0\"", message);
    }
    String method = OptionalMembers.textOrEmpty(message, "method");
    if (method.isEmpty()) {
      throw wrong("method", "the name of a method", message);
    }
    Json id = message.get("id").orElse(null);
    if (id != null && !(id instanceof Json.Str) && !(id instanceof Json.Num)) {
      throw wrong("id", "a string or a number", message);
    }
    Json params = message.get("params").orElse(Json.Obj.EMPTY);
    if (!(params instanceof Json.Obj object)) {
      throw wrong("params", "an object", message);
    }
    return new RpcRequest(id, method, object);
  }

  private static RpcException wrong(String name, String expected, Json.Obj message) {
    String found =
        message.get(name).map(value -> "is " + BodyFields.describe(value)).orElse("is missing");
    return RpcException.badRequest(
        RpcException.INVALID_REQUEST,
        "Invalid request: \"" + name + "\" " + found + " (expected: " + expected + ")");
  }

  /// An object parameter; empty if it is missing.
  ///
  /// @throws RpcException if it is not an object
  public Json.Obj object(String name) {
    Json value = params.get(name).orElse(Json.Obj.EMPTY);
    if (value instanceof Json.Obj object) {
      return object;
    }
    throw RpcException.badRequest(
        RpcException.INVALID_PARAMS,
        name + ": " + BodyFields.describe(value) + " (expected: an object)");
  }

  /// A string parameter.
  ///
  /// @throws RpcException if it is missing
  public String text(String name) {
    return OptionalMembers.text(params, name)
        .orElseThrow(
            () -> RpcException.invalidParams("\"" + name + "\" is required (expected: a string)"));
  }
}
