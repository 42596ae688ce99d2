package dev.converge.temporal;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.host.Host;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection to Temporal. Thread-safe.
public final class TemporalConnection implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TemporalConnection.class);

  /// Timeout for Temporal's response at the start.
  static final Duration FIRST_ANSWER = Duration.ofSeconds(30);

  /// How often to check whether Temporal responds.
  static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  /// Timeout for these checks.
  static final Duration ANSWER = Duration.ofSeconds(3);

  private final TemporalSettings settings;
  private final WorkflowServiceStubs service;
  private final WorkflowClient client;
  private volatile boolean answers = true;
  private volatile boolean closed;

  private TemporalConnection(TemporalSettings settings, WorkflowServiceStubs service) {
    this.settings = settings;
    this.service = service;
    this.client =
        WorkflowClient.newInstance(
            service, WorkflowClientOptions.newBuilder().setNamespace(settings.namespace()).build());
  }

  /// Connects, and checks that Temporal responds.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if it does not respond, or `INVALID` if a file of
  ///   the settings cannot be used
  public static TemporalConnection open(TemporalSettings settings) {
    return open(settings, FIRST_ANSWER);
  }

  /// With another timeout.
  static TemporalConnection open(TemporalSettings settings, Duration patience) {
    WorkflowServiceStubs service =
        WorkflowServiceStubs.newServiceStubs(options(settings, patience));
    try {
      service.connect(patience);
    } catch (RuntimeException e) {
      service.shutdownNow();
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE,
          "temporal.target: " + settings.target() + " does not answer: " + e.getMessage(),
          e);
    }
    return new TemporalConnection(settings, service);
  }

  /// With an existing service.
  static TemporalConnection over(TemporalSettings settings, WorkflowServiceStubs service) {
    return new TemporalConnection(settings, service);
  }

  @SuppressWarnings("deprecation") // nothing else bounds the first look at the server
  private static WorkflowServiceStubsOptions options(TemporalSettings settings, Duration patience) {
    WorkflowServiceStubsOptions.Builder options =
        WorkflowServiceStubsOptions.newBuilder()
            .setTarget(settings.target())
            .setSystemInfoTimeout(patience)
            .setHealthCheckAttemptTimeout(patience.compareTo(ANSWER) < 0 ? patience : ANSWER);
    String key = settings.apiKey();
    if (key != null) {
      options.addApiKey(() -> key);
    }
    if (settings.certificates() != null || settings.clientCertificate() != null) {
      options.setSslContext(Certificates.context(settings));
    } else if (settings.tls() || key != null) {
      options.setEnableHttps(true);
    }
    return options.build();
  }

  /// Checks periodically whether Temporal responds, until this is closed.
  public void watch(Host host) {
    host.timers()
        .after(
            LOOK_EVERY,
            () ->
                host.executor()
                    .execute(() -> {
                      look();
                      if (!closed) {
                        watch(host);
                      }
                    }));
  }

  private void look() {
    boolean now;
    try {
      service.connect(ANSWER);
      now = true;
    } catch (RuntimeException e) {
      LOG.debug("Temporal does not answer", e);
      now = false;
    }
    if (now != answers && !closed) {
      answers = now;
      if (now) {
        LOG.info("Temporal at {} answers again", settings.target());
      } else {
        LOG.warn("Temporal at {} does not answer", settings.target());
      }
    }
  }

  /// Whether Temporal responded to the last check.
  public boolean answers() {
    return answers;
  }

  WorkflowClient client() {
    return client;
  }

  TemporalSettings settings() {
    return settings;
  }

  @Override
  public void close() {
    closed = true;
    service.shutdownNow();
    service.awaitTermination(1, TimeUnit.SECONDS);
  }
}
