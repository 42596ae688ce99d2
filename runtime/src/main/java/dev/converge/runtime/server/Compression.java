package dev.converge.runtime.server;

import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import com.linecorp.armeria.server.encoding.EncodingService;
import dev.converge.runtime.problems.Problem;

/// Compresses complete responses for clients that ask for it, but never streams, because a
/// compressor holds small events back. Other responses keep Armeria's shorter path for complete
/// requests.
final class Compression extends SimpleDecoratingHttpService {
  /// Smaller responses are not worth it.
  private static final int MIN_BYTES = 1_024;

  private final EncodingService encoding;

  Compression(HttpService delegate) {
    super(delegate);
    encoding =
        EncodingService.builder()
            .encodableContentTypes(
                MediaType.JSON,
                Problem.MEDIA_TYPE,
                MediaType.HTML_UTF_8,
                MediaType.PLAIN_TEXT_UTF_8,
                MediaType.create("application", "yaml"),
                MediaType.create("application", "x-ndjson"))
            .minBytesToForceChunkedEncoding(MIN_BYTES)
            .newDecorator()
            .apply(delegate);
  }

  @Override
  public ExchangeType exchangeType(RoutingContext routing) {
    return routing.headers().contains(HttpHeaderNames.ACCEPT_ENCODING)
        ? encoding.exchangeType(routing)
        : super.exchangeType(routing);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
    return request.headers().contains(HttpHeaderNames.ACCEPT_ENCODING)
        ? encoding.serve(ctx, request)
        : unwrap().serve(ctx, request);
  }
}
