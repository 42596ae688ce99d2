package dev.converge.temporal;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A connection to Temporal.
public final class TemporalConnection implements AutoCloseable {
  /// How long Temporal may take to answer at the start.
  static final Duration FIRST_ANSWER = Duration.ofSeconds(30);

  private final TemporalSettings settings;
  private final WorkflowServiceStubs service;
  private final WorkflowClient client;

  private TemporalConnection(TemporalSettings settings, WorkflowServiceStubs service) {
    this.settings = settings;
    this.service = service;
    this.client =
        WorkflowClient.newInstance(
            service, WorkflowClientOptions.newBuilder().setNamespace(settings.namespace()).build());
  }

  /// Connects, and asks Temporal whether it is there.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if it does not answer, or `INVALID` if a file of
  ///   the settings cannot be used
  public static TemporalConnection open(TemporalSettings settings) {
    WorkflowServiceStubs service = WorkflowServiceStubs.newServiceStubs(options(settings));
    try {
      service.connect(FIRST_ANSWER);
    } catch (RuntimeException e) {
      service.shutdownNow();
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE,
          "temporal.target: " + settings.target() + " does not answer: " + e.getMessage(),
          e);
    }
    return new TemporalConnection(settings, service);
  }

  /// Over a service that is there.
  static TemporalConnection over(TemporalSettings settings, WorkflowServiceStubs service) {
    return new TemporalConnection(settings, service);
  }

  private static WorkflowServiceStubsOptions options(TemporalSettings settings) {
    WorkflowServiceStubsOptions.Builder options =
        WorkflowServiceStubsOptions.newBuilder()
            .setTarget(settings.target())
            .setSystemInfoTimeout(FIRST_ANSWER);
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

  WorkflowClient client() {
    return client;
  }

  TemporalSettings settings() {
    return settings;
  }

  @Override
  public void close() {
    service.shutdownNow();
    service.awaitTermination(1, TimeUnit.SECONDS);
  }
}
