package dev.converge.runtime.metrics;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import dev.converge.runtime.problems.Disconnects;
import java.time.Duration;

/// Counts requests by their route's pattern, never by their path.
final class RequestMetrics extends SimpleDecoratingHttpService {
  static final int MAX_ROUTES = 40;

  /// The pattern of the service for paths that do not exist.
  private static final String FALLBACK = "/*";

  private static final String GRPC = "application/grpc";
  private final Meters meters;
  private final BoundedLabel routes;

  RequestMetrics(HttpService delegate, Meters meters, BoundedLabel routes) {
    super(delegate);
    this.meters = meters;
    this.routes = routes;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
    ctx.log().whenComplete().thenAccept(log -> count(ctx, log));
    return unwrap().serve(ctx, request);
  }

  private void count(ServiceRequestContext ctx, RequestLog log) {
    String pattern = ctx.config().route().patternString();
    String route = pattern.equals(FALLBACK) ? BoundedLabel.OTHER : routes.of(pattern);
    int status = log.responseStatus().code();
    meters.count(
        Metric.HTTP_REQUESTS, route, method(ctx.method()), status < 100 ? "none" : code(status));
    if (Disconnects.is(log.responseCause()) || Disconnects.is(log.requestCause())) {
      meters.count(Metric.HTTP_DISCONNECTS, route);
    }
    if (isWhole(ctx, log)) {
      meters.time(Metric.HTTP_DURATION, Duration.ofNanos(log.totalDurationNanos()), route);
    }
  }

  private static String code(int status) {
    return status > 599 ? BoundedLabel.OTHER : Integer.toString(status);
  }

  private static String method(HttpMethod method) {
    return method == HttpMethod.UNKNOWN ? BoundedLabel.OTHER : method.name();
  }

  /// Streams last as long as their runs, and waits as long as requested: neither says anything
  /// about the server.
  private static boolean isWhole(ServiceRequestContext ctx, RequestLog log) {
    String type = log.responseHeaders().get("content-type", "");
    boolean stream =
        type.startsWith("text/event-stream")
            || type.startsWith("application/x-ndjson")
            || type.startsWith(GRPC);
    String query = ctx.query();
    boolean waits =
        (query != null && query.contains("wait=")) || log.requestHeaders().contains("prefer");
    return !stream && !waits;
  }
}
