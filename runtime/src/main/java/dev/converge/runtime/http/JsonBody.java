package dev.converge.runtime.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import dev.converge.core.json.Json;
import dev.converge.core.text.Shortened;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.operations.field.BodyFields;
import dev.converge.runtime.operations.field.FieldError;
import dev.converge.runtime.problems.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rules for JSON bodies.
final class JsonBody {
  /// Bodies up to this size are read on the event loop, larger ones on a separate thread.
  static final int SMALL_BYTES = 16_384;

  private static final Set<String> UTF_8 = Set.of("utf-8", "utf8");
  private static final String EXPECTED = "application/json, in UTF-8";

  /// Maximum number of characters of a header that a message shows.
  private static final int MAX_SHOWN = 64;

  private JsonBody() {}

  /// Refuses media types other than JSON before the body is read: a form that another site submits
  /// cannot claim to be JSON.
  ///
  /// @throws ProblemException with `UNSUPPORTED_MEDIA_TYPE`
  static void requireJson(RequestHeaders headers) {
    String type = headers.get(HttpHeaderNames.CONTENT_TYPE);
    if (!isJson(type)) {
      throw new ProblemException(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          type == null
              ? "no Content-Type (expected: " + EXPECTED + ")"
              : "Content-Type: " + Shortened.of(type, MAX_SHOWN) + " (expected: " + EXPECTED + ")");
    }
    String encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw new ProblemException(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "Content-Encoding: " + Shortened.of(encoding, MAX_SHOWN) + " (expected: identity)");
    }
  }

  /// Whether a media type is JSON. Its parameters have no meaning (RFC 8259, section 11) and are
  /// ignored, except for a charset that contradicts UTF-8.
  static boolean isJson(@Nullable String type) {
    if (type == null) {
      return false;
    }
    if (type.equals("application/json")) {
      return true;
    }
    try {
      MediaType parsed = MediaType.parse(type.strip().replaceFirst("(\\s*;)+$", ""));
      return parsed.type().equals("application")
          && parsed.subtype().equals("json")
          && parsed.parameters().getOrDefault("charset", List.of()).stream()
              .allMatch(charset -> UTF_8.contains(charset.toLowerCase(Locale.ROOT)));
    } catch (IllegalArgumentException _) {
      return false;
    }
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
}
