package dev.converge.runtime.grpc;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.cors.CorsService;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.GrpcServiceBuilder;
import dev.converge.engine.host.Timers;
import dev.converge.proto.ConvergeServiceGrpc;
import dev.converge.runtime.health.ReadinessCheck;
import dev.converge.runtime.operations.Operations;
import dev.converge.runtime.operations.submission.JobSettings;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// gRPC on the server's single port: the service, health and reflection (v1 and v1alpha), all as
/// gRPC and as gRPC-Web.
public final class GrpcFeature implements Feature {
  private static final Duration PREFLIGHT_AGE = Duration.ofHours(1);

  /// Delay after the start until the service is built even without a call.
  private static final Duration UNASKED = Duration.ofSeconds(2);

  /// Headers that gRPC-Web clients send in addition to those that any page can send.
  private static final List<String> WEB_HEADERS =
      List.of(
          "content-type",
          "x-grpc-web",
          "x-user-agent",
          "grpc-timeout",
          "authorization",
          "x-request-id",
          "traceparent",
          "tracestate");

  /// Headers that a page must see to know how a call ended.
  private static final List<String> EXPOSED =
      List.of(
          "grpc-status",
          "grpc-message",
          "grpc-status-details-bin",
          "grpc-encoding",
          "grpc-accept-encoding",
          "x-request-id",
          "traceparent");

  private final Operations operations;
  private final JobSettings jobs;
  private final InstantSource clock;
  private final @Nullable AuditBundles audit;
  private final Timers timers;
  private final String version;
  private final boolean reflection;
  private final OpenStreams open = new OpenStreams();
  private final GrpcHealth health;

  /// Maps the operations.
  ///
  /// @param jobs limits of jobs, which clients can read
  /// @param checks for readiness
  /// @param audit or `null` if there are no bundles
  /// @param version of the server
  /// @param reflection whether clients can list the services
  public GrpcFeature(
      Operations operations,
      JobSettings jobs,
      InstantSource clock,
      @Nullable AuditBundles audit,
      List<ReadinessCheck> checks,
      Timers timers,
      String version,
      boolean reflection) {
    this.operations = operations;
    this.jobs = jobs;
    this.clock = clock;
    this.audit = audit;
    this.timers = timers;
    this.version = version;
    this.reflection = reflection;
    List<ReadinessCheck> all = List.copyOf(checks);
    this.health =
        new GrpcHealth(
            List.of(ConvergeServiceGrpc.SERVICE_NAME),
            () -> all.stream().allMatch(check -> check.problem().get().isEmpty()),
            timers);
  }

  @Override
  public void install(Site site) {
    int maxMessageBytes = site.settings().limits().bodyBytes();
    ServiceContext context =
        new ServiceContext(
            operations,
            ServiceLimits.of(maxMessageBytes, jobs, site.settings().times().longestWait()),
            audit,
            clock,
            site.threads(),
            timers,
            version);
    List<ServerServiceDefinition> services = new ArrayList<>();
    services.add(ConvergeGrpc.service(context, open));
    EndedCalls ended = new EndedCalls(open);
    services.add(ServerInterceptors.intercept(health.service(), ended));
    if (reflection) {
      Reflection.services(services)
          .forEach(service -> services.add(ServerInterceptors.intercept(service, ended)));
    }
    LateService service =
        new LateService(services, () -> service(services, maxMessageBytes), site.threads());
    site.builder().service(service, decorators(maxMessageBytes, site.settings().corsOrigins()));
    site.builder()
        .route()
        .pathPrefix("/")
        .matchesHeaders(HttpHeaderNames.CONTENT_TYPE, UnknownMethods::isGrpc)
        .build(new UnknownMethods());
    Timers.Timer soon = timers.after(UNASKED, service::prepare);
    site.onDrain(soon::cancel);
    site.onDrain(this::drain);
    health.start();
  }

  private static GrpcService service(List<ServerServiceDefinition> services, int maxMessageBytes) {
    GrpcServiceBuilder builder = builder(maxMessageBytes);
    services.forEach(builder::addService);
    return builder.build();
  }

  private static GrpcServiceBuilder builder(int maxMessageBytes) {
    StatusMapping strictness = new StatusMapping(maxMessageBytes);
    return GrpcService.builder()
        .supportedSerializationFormats(
            GrpcSerializationFormats.PROTO,
            GrpcSerializationFormats.PROTO_WEB,
            GrpcSerializationFormats.PROTO_WEB_TEXT)
        .maxRequestMessageLength(maxMessageBytes)
        .useClientTimeoutHeader(true)
        .useBlockingTaskExecutor(false)
        .exceptionHandler(strictness)
        .intercept(strictness);
  }

  private static List<Function<? super HttpService, ? extends HttpService>> decorators(
      int maxMessageBytes, List<String> corsOrigins) {
    List<Function<? super HttpService, ? extends HttpService>> decorators = new ArrayList<>();
    Set<String> streaming =
        Set.of(
            "/" + ConvergeServiceGrpc.getStreamMethod().getFullMethodName(),
            "/" + ServerReflectionGrpc.getServerReflectionInfoMethod().getFullMethodName(),
            "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo");
    decorators.add(delegate -> new GrpcRoute(delegate, streaming, maxMessageBytes));
    if (!corsOrigins.isEmpty()) {
      decorators.add(
          CorsService.builder(corsOrigins)
              .allowRequestMethods(HttpMethod.POST)
              .allowRequestHeaders(WEB_HEADERS)
              .exposeHeaders(EXPOSED)
              .maxAge(PREFLIGHT_AGE)
              .newDecorator());
    }
    return decorators;
  }

  /// Starts shutting down: nothing more is served, and streams end before their runs do.
  private void drain() {
    health.drain();
    open.drain();
  }

  /// Number of open streams.
  public int openStreams() {
    return open.size();
  }
}
