package dev.converge.runtime.server;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import dev.converge.engine.ErrorCode;
import dev.converge.runtime.problems.ProblemException;
import java.util.List;

/// Refuses HTTP/2 requests that give a pseudo-header twice (RFC 9113, section 8.3): a proxy in
/// front could read the other one. Netty and Armeria let them pass.
final class PseudoHeaders extends SimpleDecoratingHttpService {
  private static final List<CharSequence> ONCE =
      List.of(
          HttpHeaderNames.METHOD,
          HttpHeaderNames.SCHEME,
          HttpHeaderNames.PATH,
          HttpHeaderNames.AUTHORITY);

  PseudoHeaders(HttpService delegate) {
    super(delegate);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
    if (ctx.sessionProtocol().isMultiplex()) {
      for (CharSequence name : ONCE) {
        int times = request.headers().getAll(name).size();
        if (times > 1) {
          throw new ProblemException(
              ErrorCode.MALFORMED, name + ": " + times + " times (expected: once)");
        }
      }
    }
    return unwrap().serve(ctx, request);
  }
}
