package dev.converge.runtime.server;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.util.BlockingTaskExecutor;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.converge.engine.ErrorCode;
import dev.converge.runtime.problems.ProblemException;
import dev.converge.runtime.problems.ProblemHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Serves what its features offer, on one port for HTTP/1.1 and HTTP/2. Thread-safe.
public final class ConvergeServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConvergeServer.class);

  /// Of the grace period; the rest is left to whoever ends the process.
  private static final double SHARE_OF_GRACE = 0.8;

  private static final Duration LONGEST_LEAD = Duration.ofSeconds(1);
  private static final int LEAD_PART_OF_GRACE = 20;
  private static final Duration QUIET = Duration.ofMillis(50);
  private static final int RESET_WINDOW_SECONDS = 60;

  private final Server server;
  private final ServerSettings settings;
  private final VirtualThreads threads;
  private final List<Runnable> drains;
  private final AtomicBoolean draining;
  private final AtomicBoolean closed = new AtomicBoolean();

  private ConvergeServer(
      Server server,
      ServerSettings settings,
      VirtualThreads threads,
      List<Runnable> drains,
      AtomicBoolean draining) {
    this.server = server;
    this.settings = settings;
    this.threads = threads;
    this.drains = drains;
    this.draining = draining;
  }

  /// Starts a server; returns once it listens.
  ///
  /// @throws IllegalStateException if it cannot listen there
  public static ConvergeServer start(ServerSettings settings, List<Feature> features) {
    VirtualThreads threads = new VirtualThreads();
    AtomicBoolean draining = new AtomicBoolean();
    ServerBuilder builder = builder(settings, threads);
    Site site = new Site(builder, settings, threads);
    features.forEach(feature -> feature.install(site));
    site.onDrain(() -> draining.set(true));
    builder.serviceUnder("/", nothingThere());
    builder.decorator(Correlation::new);
    ConvergeServer started =
        new ConvergeServer(builder.build(), settings, threads, site.drains(), draining);
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

  private static ServerBuilder builder(ServerSettings settings, VirtualThreads threads) {
    ServerSettings.Limits limits = settings.limits();
    ServerSettings.Times times = settings.times();
    ServerSettings.Tls tls = settings.tls();
    Duration lead = lead(times.grace());
    Duration left = share(times.grace()).minus(lead);
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
            .gracefulShutdownTimeout(min(QUIET, left), left)
            .unloggedExceptionsReportIntervalMillis(0)
            .disableServerHeader();
    if (tls != null) {
      builder.tls(TlsKeyPair.of(tls.key().toFile(), tls.certificates().toFile()));
    }
    return builder;
  }

  private static HttpService nothingThere() {
    return (_, request) -> {
      throw new ProblemException(ErrorCode.NOT_FOUND, "there is nothing at " + shown(request));
    };
  }

  private static String shown(HttpRequest request) {
    String path = request.path();
    int query = path.indexOf('?');
    String bare = query < 0 ? path : path.substring(0, query);
    return bare.length() <= 100 ? bare : bare.substring(0, 100) + "…";
  }

  /// The port that it listens on.
  public int port() {
    return server.activeLocalPort();
  }

  /// Whether it is going down.
  public boolean draining() {
    return draining.get();
  }

  /// Ends gracefully: `/ready` fails first, then streams end without a final event, then what is
  /// under way is answered, all within 80 % of the grace period. Returns once it is over.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    for (Runnable drain : drains.reversed()) {
      drain.run();
    }
    try {
      server.stop().get(share(settings.times().grace()).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      LOG.warn("the server did not end in time", e);
    }
    threads.shutdownNow();
  }

  static Duration share(Duration grace) {
    return Duration.ofMillis((long) (grace.toMillis() * SHARE_OF_GRACE));
  }

  static Duration lead(Duration grace) {
    return min(LONGEST_LEAD, grace.dividedBy(LEAD_PART_OF_GRACE));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
