package dev.converge.runtime.grpc;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Status;
import java.util.Locale;

/// Answers calls of gRPC methods that do not exist, in the form that gRPC clients understand.
final class UnknownMethods implements HttpService {
  private static final String GRPC = "application/grpc";

  /// Whether a content type belongs to a gRPC or gRPC-Web request.
  static boolean isGrpc(String contentType) {
    return contentType.toLowerCase(Locale.ROOT).startsWith(GRPC);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    String contentType = request.headers().get(HttpHeaderNames.CONTENT_TYPE);
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .endOfStream(true)
            .set(HttpHeaderNames.CONTENT_TYPE, contentType == null ? GRPC : contentType)
            .setInt("grpc-status", Status.Code.UNIMPLEMENTED.value())
            .set("grpc-message", "method not found");
    return HttpResponse.of(headers.build());
  }
}
