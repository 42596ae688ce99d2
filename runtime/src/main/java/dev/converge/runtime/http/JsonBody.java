package dev.converge.runtime.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import dev.converge.core.json.Json;
import dev.converge.engine.ErrorCode;
import dev.converge.runtime.operations.field.BodyFields;
import dev.converge.runtime.operations.field.FieldError;
import dev.converge.runtime.problems.ProblemException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is let in as a JSON body.
final class JsonBody {
  /// Bodies up to this size are read where they arrive; larger ones on a thread of their own.
  static final int SMALL_BYTES = 16_384;

  private static final String EXPECTED = "application/json, in UTF-8";

  private JsonBody() {}

  /// Refuses what is not JSON by its type, before the body is read: a form that another site
  /// submits cannot say that it is JSON.
  ///
  /// @throws ProblemException with `UNSUPPORTED_MEDIA_TYPE`
  static void requireJson(RequestHeaders headers) {
    String type = headers.get(HttpHeaderNames.CONTENT_TYPE);
    if (!isJson(type)) {
      throw new ProblemException(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          type == null
              ? "there is no Content-Type (expected: " + EXPECTED + ")"
              : "Content-Type: " + shortened(type) + " (expected: " + EXPECTED + ")");
    }
    String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw new ProblemException(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "Content-Encoding: " + shortened(encoding) + " (expected: identity)");
    }
  }

  static boolean isJson(@Nullable String type) {
    if (type == null) {
      return false;
    }
    if (type.equals("application/json")) {
      return true;
    }
    String[] parts = type.toLowerCase(Locale.ROOT).split(";", -1);
    if (!parts[0].strip().equals("application/json")) {
      return false;
    }
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (!parameter.isEmpty()
          && !parameter.equals("charset=utf-8")
          && !parameter.equals("charset=\"utf-8\"")) {
        return false;
      }
    }
    return true;
  }

  /// The object in a body.
  ///
  /// @throws ProblemException with `MALFORMED` or `INVALID`
  static Json.Obj object(byte[] text) {
    Json value = StrictJson.parse(text);
    if (value instanceof Json.Obj object) {
      return object;
    }
    throw ProblemException.invalid(
        List.of(
            new FieldError(
                "", "the body is " + BodyFields.describe(value) + " (expected: an object)")));
  }

  private static String shortened(String text) {
    return text.length() <= 64 ? text : text.substring(0, 32) + "…";
  }
}
