package dev.converge.runtime.problems;

import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestId;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.jspecify.annotations.Nullable;

/// The id that every response has as `X-Request-Id`: the caller's if it is valid.
public final class RequestIds {
  /// The header, in lower case as HTTP/2 requires.
  public static final String HEADER = "x-request-id";

  /// Maximum length of a request id from a caller, in characters.
  public static final int MAX_LENGTH = 128;

  private RequestIds() {}

  /// The id of a request.
  public static String of(ServiceRequestContext ctx) {
    String given = ctx.request().headers().get(HEADER);
    return given != null && sane(given) ? given : ctx.id().text();
  }

  /// The id of a request of which at most the headers are known; a new one if they contain none.
  static String of(@Nullable RequestHeaders headers) {
    String given = headers == null ? null : headers.get(HEADER);
    return given != null && sane(given) ? given : RequestId.random().text();
  }

  /// Whether an id can be repeated unchanged in headers, bodies and logs.
  static boolean sane(String id) {
    if (id.isEmpty() || id.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean safe =
          (c >= '0' && c <= '9')
              || (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || "-_.:=+/@".indexOf(c) >= 0;
      if (!safe) {
        return false;
      }
    }
    return true;
  }
}
