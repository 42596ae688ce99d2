package dev.converge.runtime.problems;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.operations.field.FieldError;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An error as a client sees it (RFC 9457).
///
/// @param code the kind, which determines `type` and `title`
/// @param status HTTP status; the code's unless the protocol knows a closer one
/// @param detail what is wrong, and what would be right
/// @param errors problems of the body, by pointer; at most [#MAX_ERRORS] are kept, and the detail
///   says how many more there are
/// @param extensions further members
/// @param allow methods of the path, for `405`, or `null`
/// @param retryAfterSeconds when the client can retry, if that can help
public record Problem(
    ErrorCode code,
    int status,
    String detail,
    List<FieldError> errors,
    Json.Obj extensions,
    @Nullable String allow,
    int retryAfterSeconds) {
  /// The start of every problem's `type`.
  public static final String TYPE_PREFIX = "urn:converge:problem:";

  /// Default delay before a client retries.
  public static final int RETRY_AFTER_SECONDS = 1;

  /// The media type of problems.
  public static final MediaType MEDIA_TYPE = MediaType.create("application", "problem+json");

  /// Maximum number of errors that one problem lists.
  public static final int MAX_ERRORS = 100;

  /// Copies the list, up to its limit.
  public Problem {
    int more = errors.size() - MAX_ERRORS;
    if (more > 0) {
      errors = errors.subList(0, MAX_ERRORS);
      detail += " (the first " + MAX_ERRORS + " are listed; " + more + " more are not)";
    }
    errors = List.copyOf(errors);
  }

  /// A problem with only its code and a description.
  public static Problem of(ErrorCode code, String detail) {
    return new Problem(
        code, code.http(), detail, List.of(), Json.Obj.EMPTY, null, RETRY_AFTER_SECONDS);
  }

  /// This problem with a more specific status.
  public Problem withStatus(int closer) {
    return new Problem(code, closer, detail, errors, extensions, allow, retryAfterSeconds);
  }

  /// This problem with the problems of the body.
  public Problem withErrors(List<FieldError> wrong) {
    return new Problem(code, status, detail, wrong, extensions, allow, retryAfterSeconds);
  }

  /// This problem with further members.
  public Problem withExtensions(Json.Obj more) {
    return new Problem(code, status, detail, errors, more, allow, retryAfterSeconds);
  }

  /// This problem with the methods of the path.
  public Problem withAllow(String methods) {
    return new Problem(code, status, detail, errors, extensions, methods, retryAfterSeconds);
  }

  /// This problem with the retry time.
  public Problem withRetryAfter(Duration wait) {
    int seconds = (int) Math.max(1, wait.plusMillis(999).toSeconds());
    return new Problem(code, status, detail, errors, extensions, allow, seconds);
  }

  /// The problem's `type`: a stable URN.
  public String type() {
    return TYPE_PREFIX + EnumWord.of(code);
  }

  /// The problem's `title`: the same for every problem of a type.
  public String title() {
    String words = EnumWord.of(code).replace('_', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /// The response for the problem.
  ///
  /// @param requestId of the request; becomes the problem's `instance`
  public AggregatedHttpResponse response(String requestId) {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.valueOf(status))
            .contentType(MEDIA_TYPE)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    if (code.retryable()) {
      headers.setInt(HttpHeaderNames.RETRY_AFTER, retryAfterSeconds);
    }
    if (allow != null) {
      headers.set(HttpHeaderNames.ALLOW, allow);
    }
    return AggregatedHttpResponse.of(headers.build(), HttpData.wrap(body(requestId)));
  }

  private byte[] body(String requestId) {
    CanonicalWriter out = new CanonicalWriter(512);
    out.open().field("type", type()).field("title", title()).field("status", status);
    out.field("detail", wellFormed(detail)).field("instance", requestId);
    if (!errors.isEmpty()) {
      out.name("errors").openArray();
      for (FieldError error : errors) {
        out.open().field("pointer", wellFormed(error.pointer()));
        out.field("message", wellFormed(error.message())).close();
      }
      out.closeArray();
    }
    extensions.fields().forEach((name, value) -> out.field(name, value));
    return out.close().bytes();
  }

  /// A quotation from a request can be anything, and half a surrogate pair is not text.
  private static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
            .map(point -> Character.isBmpCodePoint(point) && isHalf(point) ? 0xFFFD : point)
            .forEach(out::appendCodePoint);
        return out.toString();
      }
    }
    return text;
  }

  private static boolean isHalf(int point) {
    return Character.isSurrogate((char) point);
  }
}
