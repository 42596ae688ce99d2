package dev.converge.client;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request of the API: what is sent, and whether sending it twice does the same as sending it
/// once.
final class ApiCall {
  final String method;
  final String path;
  final Map<String, String> query = new LinkedHashMap<>();
  final Map<String, String> headers = new LinkedHashMap<>();
  @Nullable Object body;
  boolean repeatable = true;

  private ApiCall(String method, String path) {
    this.method = method;
    this.path = path;
    headers.put("accept", "application/json");
  }

  static ApiCall get(String path) {
    return new ApiCall("GET", path);
  }

  static ApiCall post(String path, Object body) {
    ApiCall call = new ApiCall("POST", path);
    call.body = body;
    return call;
  }

  /// With a parameter, unless it has no value.
  ApiCall query(String name, @Nullable Object value) {
    if (value != null) {
      query.put(name, value.toString());
    }
    return this;
  }

  ApiCall header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /// It must not be sent again when it may have arrived.
  ApiCall once() {
    repeatable = false;
    return this;
  }
}
