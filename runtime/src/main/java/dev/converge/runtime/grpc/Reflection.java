package dev.converge.runtime.grpc;

import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener;
import io.grpc.InternalServer;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Reflection in both versions that clients use. The services of the gRPC library ask a gRPC server
/// for its services. Ours is a different kind of server, so they are passed explicitly.
final class Reflection implements ServerInterceptor {
  private final Catalog catalog = new Catalog();

  /// The reflection services, which list these services and themselves.
  static List<ServerServiceDefinition> services(List<ServerServiceDefinition> shown) {
    Reflection reflection = new Reflection();
    List<ServerServiceDefinition> services = new ArrayList<>();
    for (BindableService service : List.of(ProtoReflectionServiceV1.newInstance(), older())) {
      services.add(ServerInterceptors.intercept(service, reflection));
    }
    reflection.catalog.services.addAll(shown);
    reflection.catalog.services.addAll(services);
    return services;
  }

  @SuppressWarnings("deprecation") // by those who made it; clients of it are many
  private static BindableService older() {
    return ProtoReflectionService.newInstance();
  }

  @Override
  public <I, O> ServerCall.Listener<I> interceptCall(
      ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
    Context context = Context.current().withValue(InternalServer.SERVER_CONTEXT_KEY, catalog);
    return new OneAtATime<>(Contexts.interceptCall(context, call, headers, next));
  }

  /// Tells the library's service that it can send more only after it has returned from handling a
  /// message. Armeria does so while the service is still sending the response, which would make it
  /// answer the same message twice. All calls come from the event loop of the request.
  private static final class OneAtATime<I>
      extends ForwardingServerCallListener.SimpleForwardingServerCallListener<I> {
    private boolean busy;
    private boolean ready;

    OneAtATime(ServerCall.Listener<I> delegate) {
      super(delegate);
    }

    @Override
    public void onMessage(I message) {
      run(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      run(super::onHalfClose);
    }

    @Override
    public void onReady() {
      if (busy) {
        ready = true;
      } else {
        run(super::onReady);
      }
    }

    private void run(Runnable event) {
      busy = true;
      try {
        event.run();
        while (ready) {
          ready = false;
          super.onReady();
        }
      } finally {
        busy = false;
      }
    }
  }

  /// Only a list of services; never started.
  private static final class Catalog extends Server {
    private final List<ServerServiceDefinition> services = new ArrayList<>();

    @Override
    public List<ServerServiceDefinition> getServices() {
      return services;
    }

    @Override
    public List<ServerServiceDefinition> getImmutableServices() {
      return services;
    }

    @Override
    public List<ServerServiceDefinition> getMutableServices() {
      return List.of();
    }

    @Override
    public Server start() {
      throw new IllegalStateException("start: of a list of services (expected: never)");
    }

    @Override
    public Server shutdown() {
      return this;
    }

    @Override
    public Server shutdownNow() {
      return this;
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return false;
    }

    @Override
    public void awaitTermination() {}
  }
}
