package dev.converge.runtime.grpc;

import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.HttpServiceWithRoutes;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.problems.Problem;
import dev.converge.runtime.problems.ProblemException;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A gRPC service that is built by the first call, or by [#prepare]: Armeria's builder generates
/// classes for JSON, which is not used here, and a start should not wait for that. Thread-safe.
final class LateService implements HttpServiceWithRoutes {
  private final Map<String, ExchangeType> methods = new LinkedHashMap<>();
  private final Supplier<? extends HttpService> make;
  private final Executor threads;
  private @Nullable ServiceConfig config;
  private @Nullable CompletableFuture<HttpService> made;

  /// @param services whose methods it has
  /// @param make builds it; called at most once, by a thread of `threads`
  LateService(
      List<ServerServiceDefinition> services,
      Supplier<? extends HttpService> make,
      Executor threads) {
    this.make = make;
    this.threads = threads;
    for (ServerServiceDefinition service : services) {
      for (MethodDescriptor<?, ?> method : service.getServiceDescriptor().getMethods()) {
        methods.put("/" + method.getFullMethodName(), exchange(method.getType()));
      }
    }
  }

  private static ExchangeType exchange(MethodDescriptor.MethodType type) {
    return switch (type) {
      case UNARY -> ExchangeType.UNARY;
      case CLIENT_STREAMING -> ExchangeType.REQUEST_STREAMING;
      case SERVER_STREAMING -> ExchangeType.RESPONSE_STREAMING;
      case BIDI_STREAMING, UNKNOWN -> ExchangeType.BIDI_STREAMING;
    };
  }

  @Override
  public Set<Route> routes() {
    return methods.keySet().stream()
        .map(path -> Route.builder().exact(path).build())
        .collect(java.util.stream.Collectors.toUnmodifiableSet());
  }

  @Override
  public ExchangeType exchangeType(RoutingContext context) {
    ExchangeType known = methods.get(context.path());
    return known == null ? ExchangeType.BIDI_STREAMING : known;
  }

  @Override
  public synchronized void serviceAdded(ServiceConfig config) {
    this.config = config;
  }

  /// Builds it unless it is already built.
  synchronized CompletableFuture<HttpService> prepare() {
    if (made == null) {
      ServiceConfig added = Objects.requireNonNull(config, "added to a server");
      made = CompletableFuture.supplyAsync(() -> put(added), threads);
    }
    return made;
  }

  private HttpService put(ServiceConfig added) {
    HttpService service = make.get();
    try {
      service.serviceAdded(added);
    } catch (Exception e) {
      throw new IllegalStateException("gRPC cannot be served", e);
    }
    return service;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
    requireCall(request);
    CompletableFuture<HttpService> service = prepare();
    return service.isDone()
        ? service.join().serve(ctx, request)
        : HttpResponse.of(service.thenApplyAsync(it -> answer(it, ctx, request), ctx.eventLoop()));
  }

  /// A request that is not a gRPC call is refused like everywhere else on the port.
  private static void requireCall(HttpRequest request) {
    if (request.method() != HttpMethod.POST) {
      throw new ProblemException(
          Problem.of(ErrorCode.METHOD_NOT_ALLOWED, request.method() + " (expected: POST)")
              .withAllow("POST"));
    }
    String type = request.headers().get(HttpHeaderNames.CONTENT_TYPE);
    if (type == null || !UnknownMethods.isGrpc(type)) {
      throw new ProblemException(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "unsupported Content-Type (expected: application/grpc or application/grpc-web)");
    }
  }

  private static HttpResponse answer(
      HttpService service, ServiceRequestContext ctx, HttpRequest request) {
    try {
      return service.serve(ctx, request);
    } catch (Exception e) {
      return HttpResponse.ofFailure(e);
    }
  }
}
