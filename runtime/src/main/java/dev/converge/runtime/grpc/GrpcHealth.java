package dev.converge.runtime.grpc;

import dev.converge.engine.host.Timers;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/// `grpc.health.v1`: the server as a whole (the empty name) and each service follow readiness.
/// Other names are unknown. Thread-safe.
final class GrpcHealth {
  /// Maximum delay until watchers are notified of a change.
  static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final HealthStatusManager manager = new HealthStatusManager();
  private final List<String> names;
  private final BooleanSupplier ready;
  private final Timers timers;
  private volatile boolean over;

  GrpcHealth(List<String> services, BooleanSupplier ready, Timers timers) {
    this.names = services;
    this.ready = ready;
    this.timers = timers;
    look();
  }

  /// The service. The status is checked for every call.
  ServerServiceDefinition service() {
    BindableService service = manager.getHealthService();
    return ServerInterceptors.intercept(service, new Looking());
  }

  private final class Looking implements ServerInterceptor {
    @Override
    public <I, O> ServerCall.Listener<I> interceptCall(
        ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
      look();
      return next.startCall(call, headers);
    }
  }

  private void look() {
    ServingStatus status = ready.getAsBoolean() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    manager.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    names.forEach(name -> manager.setStatus(name, status));
  }

  /// Continues checking for watchers.
  void start() {
    timers.after(
        LOOK_EVERY,
        () -> {
          if (!over) {
            look();
            start();
          }
        });
  }

  /// From now on, reports that nothing is served.
  void drain() {
    over = true;
    manager.enterTerminalState();
  }
}
