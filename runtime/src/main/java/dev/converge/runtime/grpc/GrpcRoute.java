package dev.converge.runtime.grpc;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceOptions;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import java.util.Set;

/// Settings of every gRPC route: no timeout except the caller's, and a limit on each message
/// instead of on everything that a client sends on a stream.
final class GrpcRoute extends SimpleDecoratingHttpService {
  /// Size of a message in base64 (grpc-web-text), with its frame.
  private static final int BASE64_OF_THREE = 4;

  private static final int FRAME_BYTES = 64;
  private final Set<String> streaming;
  private final long maxRequestBytes;

  /// @param streaming paths on which a client sends many messages
  GrpcRoute(HttpService delegate, Set<String> streaming, int maxMessageBytes) {
    super(delegate);
    this.streaming = streaming;
    this.maxRequestBytes = (maxMessageBytes / 3 + 1L) * BASE64_OF_THREE + FRAME_BYTES;
  }

  @Override
  public ServiceOptions options() {
    return ServiceOptions.builder()
        .requestTimeoutMillis(0)
        .maxRequestLength(maxRequestBytes)
        .build();
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
    if (streaming.contains(ctx.path())) {
      ctx.setMaxRequestLength(0);
    }
    return unwrap().serve(ctx, request);
  }
}
