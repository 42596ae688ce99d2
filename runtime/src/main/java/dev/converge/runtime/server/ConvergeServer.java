package dev.converge.runtime.server;

import com.linecorp.armeria.common.Flags;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.util.BlockingTaskExecutor;
import com.linecorp.armeria.common.util.TransportType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerMetrics;
import com.linecorp.armeria.server.ServerTlsConfig;
import com.linecorp.armeria.server.cors.CorsService;
import dev.converge.core.text.Shortened;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.problems.ProblemException;
import dev.converge.runtime.problems.ProblemHandler;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.ClientAuth;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves the features on one port for HTTP/1.1 and HTTP/2. Thread-safe.
public final class ConvergeServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConvergeServer.class);

  /// Share of the grace period; the rest is for ending the process.
  private static final double SHARE_OF_GRACE = 0.8;

  /// Interval between two checks of the certificate files.
  private static final Duration LOOK_AT_TLS_FILES = Duration.ofSeconds(1);

  private static final Duration QUIET = Duration.ofMillis(50);
  private static final int RESET_WINDOW_SECONDS = 60;
  private static final long LOOK_AGAIN_NANOS = 5_000_000;

  /// How long a client may read nothing while the server stops.
  private static final long STUCK_NANOS = 1_000_000_000;

  private static final List<HttpMethod> CORS_METHODS =
      List.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);
  private static final List<String> CORS_REQUEST_HEADERS =
      List.of(
          "authorization",
          "content-type",
          "idempotency-key",
          "if-none-match",
          "last-event-id",
          "mcp-method",
          "mcp-name",
          "mcp-protocol-version",
          "prefer",
          "traceparent",
          "tracestate",
          "x-api-key",
          "x-grpc-web",
          "x-request-id",
          "x-user-agent",
          "grpc-timeout");
  private static final List<String> CORS_EXPOSED_HEADERS =
      List.of(
          "etag",
          "grpc-message",
          "grpc-status",
          "grpc-status-details-bin",
          "idempotent-replayed",
          "location",
          "preference-applied",
          "retry-after",
          "traceparent",
          "x-request-id");
  private static final Duration CORS_MAX_AGE = Duration.ofMinutes(10);

  /// By name, because the classes of epoll are on the class path only of a running server.
  private static final ChannelOption<Integer> TCP_USER_TIMEOUT =
      ChannelOption.valueOf("io.netty.channel.epoll.EpollChannelOption#TCP_USER_TIMEOUT");

  private static final ChannelOption<Long> TCP_NOTSENT_LOWAT =
      ChannelOption.valueOf("io.netty.channel.epoll.EpollChannelOption#TCP_NOTSENT_LOWAT");

  /// Maximum unsent bytes that the kernel buffers for one connection; data for slow readers stays
  /// in the server, which does not copy it for each reader.
  private static final long MOST_UNSENT_BYTES = 131_072;

  private final Server server;
  private final Connections connections;
  private final ServerSettings settings;
  private final VirtualThreads threads;
  private final List<Runnable> drains;
  private final AtomicBoolean draining;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ConvergeServer(
      Server server,
      Connections connections,
      ServerSettings settings,
      VirtualThreads threads,
      List<Runnable> drains,
      AtomicBoolean draining) {
    this.server = server;
    this.connections = connections;
    this.settings = settings;
    this.threads = threads;
    this.drains = drains;
    this.draining = draining;
  }

  /// Starts a server. Returns once it is listening.
  ///
  /// @throws IllegalStateException if it cannot listen there
  public static ConvergeServer start(ServerSettings settings, List<Feature> features) {
    VirtualThreads threads = new VirtualThreads();
    AtomicBoolean draining = new AtomicBoolean();
    Connections connections = new Connections();
    ServerBuilder builder = builder(settings, connections, threads);
    Site site = new Site(builder, settings, threads);
    features.forEach(feature -> feature.install(site));
    builder.service("exact:" + ServerWide.PATH, new ServerWide());
    builder.serviceUnder("/", nothingThere());
    decorate(builder, settings);
    ConvergeServer started =
        new ConvergeServer(
            builder.build(), connections, settings, threads, site.drains(), draining);
    started.listen();
    return started;
  }

  private void listen() {
    try {
      server.start().join();
    } catch (RuntimeException e) {
      threads.shutdownNow();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(
          "cannot listen on " + settings.host() + ":" + settings.port() + ": " + cause.getMessage(),
          e);
    }
  }

  private static ServerBuilder builder(
      ServerSettings settings, Connections connections, VirtualThreads threads) {
    ServerSettings.Limits limits = settings.limits();
    ServerSettings.Times times = settings.times();
    ServerSettings.Tls tls = settings.tls();
    Duration left = share(times.grace());
    ServerBuilder builder =
        Server.builder()
            .port(
                new InetSocketAddress(settings.host(), settings.port()),
                tls == null ? SessionProtocol.HTTP : SessionProtocol.HTTPS)
            .blockingTaskExecutor(BlockingTaskExecutor.of(threads), false)
            .errorHandler(new ProblemHandler())
            .maxRequestLength(limits.bodyBytes())
            .maxNumConnections(limits.connections())
            .http1MaxHeaderSize(limits.headerBytes())
            .http1MaxInitialLineLength(limits.headerBytes())
            .http2MaxHeaderListSize(limits.headerBytes())
            .http2MaxStreamsPerConnection(limits.streamsPerConnection())
            .http2MaxResetFramesPerWindow(limits.resetsPerMinute(), RESET_WINDOW_SECONDS)
            .requestTimeout(times.request())
            .idleTimeout(times.idle())
            .connectionDrainDuration(Duration.ZERO)
            .gracefulShutdownTimeout(min(QUIET, left), left)
            .unloggedExceptionsReportIntervalMillis(0)
            .disableServerHeader();
    Http1Guard guard = new Http1Guard(limits.bodyBytes(), times.request());
    builder.childChannelPipelineCustomizer(pipeline -> {
      connections.add(pipeline.channel());
      guard.watch(pipeline, tls != null);
    });
    if (Flags.transportType() == TransportType.EPOLL) {
      // The kernel gives up a client that disappeared without a word, however slow it was.
      builder.childChannelOption(TCP_USER_TIMEOUT, Math.toIntExact(times.write().toMillis()));
      builder.childChannelOption(TCP_NOTSENT_LOWAT, MOST_UNSENT_BYTES);
    }
    if (tls != null) {
      secure(builder, tls, threads);
    }
    return builder;
  }

  private static void secure(
      ServerBuilder builder, ServerSettings.Tls tls, VirtualThreads threads) {
    WatchedTls watched = new WatchedTls(tls);
    ServerTlsConfig config =
        ServerTlsConfig.builder()
            .clientAuth(tls.clientCa() == null ? ClientAuth.NONE : ClientAuth.REQUIRE)
            .build();
    builder.tlsProvider(watched, config);
    long nanos = LOOK_AT_TLS_FILES.toNanos();
    threads.scheduleWithFixedDelay(watched::look, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  /// The one that is added last runs first.
  private static void decorate(ServerBuilder builder, ServerSettings settings) {
    builder.decorator(Compression::new);
    if (!settings.corsOrigins().isEmpty()) {
      builder.decorator(
          CorsService.builder(settings.corsOrigins())
              .allowRequestMethods(CORS_METHODS)
              .allowRequestHeaders(CORS_REQUEST_HEADERS)
              .exposeHeaders(CORS_EXPOSED_HEADERS)
              .maxAge(CORS_MAX_AGE)
              .newDecorator());
    }
    builder.decorator(Correlation::new);
  }

  private static HttpService nothingThere() {
    return (_, request) -> {
      throw new ProblemException(ErrorCode.NOT_FOUND, "path not found: " + shown(request));
    };
  }

  private static String shown(HttpRequest request) {
    String path = request.path();
    int query = path.indexOf('?');
    String bare = query < 0 ? path : path.substring(0, query);
    return Shortened.of(bare, 100);
  }

  /// The port that the server listens on.
  public int port() {
    return server.activeLocalPort();
  }

  /// Whether the server is shutting down.
  public boolean draining() {
    return draining.get();
  }

  /// Shuts down gracefully: `/ready` fails first, then streams end without a final event, then
  /// requests in progress are answered, all within 80 % of the grace period. Returns when this is
  /// done.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    long deadline = System.nanoTime() + share(settings.times().grace()).toNanos();
    draining.set(true);
    drains.forEach(Runnable::run);
    CompletableFuture<Void> stopped = server.stop();
    boolean told = false;
    long looked = System.nanoTime();
    while (!stopped.isDone() && !(listensNoMore() && connections.size() == 0)) {
      if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
        LOG.warn("requests were still open after 80 % of the grace period and were cut off");
        break;
      }
      if (!told && listensNoMore() && requests() == 0) {
        told = true;
        connections.closeAll();
      }
      if (System.nanoTime() - looked >= STUCK_NANOS) {
        looked = System.nanoTime();
        connections.closeStuck();
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    if (stopped.isCompletedExceptionally()) {
      LOG.warn("the server did not stop in order", stopped.exceptionNow());
    }
    threads.shutdownNow();
  }

  /// Armeria would wait: a second for idle connections, and two for the threads that accept them.
  private boolean listensNoMore() {
    return server.activePorts().isEmpty();
  }

  private long requests() {
    ServerMetrics metrics = server.config().serverMetrics();
    return metrics.pendingRequests() + metrics.activeRequests();
  }

  static Duration share(Duration grace) {
    return Duration.ofMillis((long) (grace.toMillis() * SHARE_OF_GRACE));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
