package dev.converge.runtime.server;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.problems.ProblemException;

/// Answers `OPTIONS *`, which asks what the server as a whole can do (RFC 9110, section 9.3.7).
/// Armeria's own answer offers methods that no path has, such as `TRACE`.
final class ServerWide implements HttpService {
  /// The path to which the target `*` is routed; nothing else is there.
  static final String PATH = "/.server-wide";

  private static final ResponseHeaders ALLOWED =
      ResponseHeaders.of(
          HttpStatus.NO_CONTENT,
          HttpHeaderNames.ALLOW,
          "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    if (request.method() == HttpMethod.OPTIONS) {
      return HttpResponse.of(ALLOWED);
    }
    throw new ProblemException(ErrorCode.NOT_FOUND, "path not found: " + PATH);
  }
}
