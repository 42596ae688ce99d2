package dev.converge.runtime.server;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import dev.converge.runtime.problems.RequestIds;
import org.jspecify.annotations.Nullable;

/// Gives every response its request id, and continues the trace of its request (W3C Trace Context):
/// the same trace with a new span.
final class Correlation extends SimpleDecoratingHttpService {
  static final String TRACEPARENT = "traceparent";
  private static final int LENGTH = 55;
  private static final int TRACE_START = 3;
  private static final int TRACE_END = 35;
  private static final int SPAN_START = 36;
  private static final int SPAN_END = 52;

  Correlation(HttpService delegate) {
    super(delegate);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
    String requestId = RequestIds.of(ctx);
    String trace = goOn(request.headers().get(TRACEPARENT), ctx.id().text());
    ctx.mutateAdditionalResponseHeaders(headers -> {
      headers.set(RequestIds.HEADER, requestId);
      headers.set("x-content-type-options", "nosniff");
      headers.set("cross-origin-resource-policy", "same-origin");
      if (trace != null) {
        headers.set(TRACEPARENT, trace);
      }
    });
    return unwrap().serve(ctx, request);
  }

  /// The next span of the trace, or `null` if there is no trace to continue.
  static @Nullable String goOn(@Nullable String given, String span) {
    if (given == null || given.length() != LENGTH || !given.startsWith("00-")) {
      return null;
    }
    boolean valid =
        hex(given, TRACE_START, TRACE_END)
            && given.charAt(TRACE_END) == '-'
            && hex(given, SPAN_START, SPAN_END)
            && given.charAt(SPAN_END) == '-'
            && flags(given);
    return valid ? given.substring(0, SPAN_START) + span + given.substring(SPAN_END) : null;
  }

  private static boolean flags(String given) {
    return digit(given.charAt(LENGTH - 2)) && digit(given.charAt(LENGTH - 1));
  }

  /// Lower-case hexadecimal, not all zeros.
  private static boolean hex(String text, int from, int to) {
    boolean some = false;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!digit(c)) {
        return false;
      }
      some |= c != '0';
    }
    return some;
  }

  private static boolean digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }
}
