package dev.converge.runtime.metrics;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.converge.engine.Engine;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.CommitObserver;
import dev.converge.engine.store.ReplicaFigures;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.operations.call.Operation;
import dev.converge.runtime.operations.call.ScopeCheck;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/// `GET /metrics` and the meters behind it. List this feature after those that refuse requests, so
/// that refused requests are counted too. Thread-safe.
public final class MetricsFeature implements Feature {
  /// The text format of Prometheus.
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(registry);
  private final RunMetrics runs = new RunMetrics(meters);
  private final AtomicBoolean ofTheJvm = new AtomicBoolean();

  /// Counts the engine's events.
  public RunObserver runs() {
    return runs;
  }

  /// Measures the store's transactions.
  public CommitObserver commits() {
    return (writes, took) -> {
      meters.time(Metric.COMMIT_DURATION, took);
      meters.size(Metric.COMMIT_WRITES, writes);
    };
  }

  /// Counts refused credentials by their kind, one word from a small set.
  public Consumer<String> refusals() {
    return kind -> meters.count(Metric.CREDENTIALS_REFUSED, kind);
  }

  /// Measures an engine and its store.
  ///
  /// @param writable whether the store can be written; quick
  public void watch(Engine engine, BooleanSupplier writable) {
    meters.gauge(Metric.RUNS_ACTIVE, engine::active);
    meters.gauge(Metric.RUNS_PUT_ASIDE, engine::putAside);
    meters.gauge(Metric.RUNS_QUEUED, engine::queued);
    meters.gauge(Metric.RUNS_RUNNING, engine::running);
    meters.counter(Metric.RUNS_ADOPTED, engine::adopted);
    meters.gauge(Metric.RUNS_PARKED, engine::parked);
    meters.gauge(Metric.CALLS_IN_FLIGHT, engine::callsInFlight);
    meters.gauge(Metric.CALLS_WAITING, engine::callsWaiting);
    meters.gauge(Metric.STREAMS_OPEN, engine::listeners);
    meters.gauge(Metric.DRAINING, () -> engine.draining() ? 1 : 0);
    meters.gauge(Metric.STORE_WRITABLE, () -> writable.getAsBoolean() ? 1 : 0);
  }

  /// Measures a worker and its store.
  ///
  /// @param calls agent calls in progress
  /// @param writable whether the store can be written; quick
  public void watchWorker(IntSupplier calls, BooleanSupplier writable) {
    meters.gauge(Metric.CALLS_IN_FLIGHT, calls::getAsInt);
    meters.gauge(Metric.STORE_WRITABLE, () -> writable.getAsBoolean() ? 1 : 0);
  }

  /// Measures whether Temporal answers.
  public void watchTemporal(BooleanSupplier answers) {
    meters.gauge(Metric.TEMPORAL_ANSWERS, () -> answers.getAsBoolean() ? 1 : 0);
  }

  /// Measures a replica among others.
  public void watch(ReplicaFigures figures) {
    meters.gauge(Metric.STORE_WAITING, figures::waitingWrites);
    meters.counter(Metric.STORE_RECONNECTS, figures::reconnects);
    meters.gauge(Metric.REPLICA_MEMBERS, figures::members);
    meters.gauge(Metric.REPLICA_LEASE, () -> seconds(figures.unconfirmed()));
    meters.counter(Metric.REPLICA_FENCES, figures::fences);
    meters.counter(Metric.REPLICA_TAKEOVERS, figures::takeovers);
    meters.gauge(Metric.LISTENER_LAG, () -> seconds(figures.listenerLag()));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  @Override
  public void install(Site site) {
    BoundedLabel routes = new BoundedLabel(RequestMetrics.MAX_ROUTES);
    site.builder().decorator(service -> new RequestMetrics(service, meters, routes));
    site.resource("/metrics").produces("text/plain").getBlocking(this::scrape);
  }

  private HttpResponse scrape(Exchange exchange) {
    ScopeCheck.require(RunParameters.caller(exchange), Operation.READ_METRICS);
    watchTheJvm();
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.parse(TEXT))
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build(),
        HttpData.ofUtf8(registry.scrape()));
  }

  /// Starts at the first scrape, because it takes a quarter of a second that would slow a start.
  /// The binders live as long as the process.
  @SuppressWarnings("resource")
  private void watchTheJvm() {
    if (ofTheJvm.compareAndSet(false, true)) {
      new JvmMemoryMetrics().bindTo(registry);
      new JvmGcMetrics().bindTo(registry);
      new JvmThreadMetrics().bindTo(registry);
      new ProcessorMetrics().bindTo(registry);
      new UptimeMetrics().bindTo(registry);
    }
  }

  /// The reference page of all metrics.
  public static String reference() {
    StringBuilder out = new StringBuilder();
    out.append(
        """
        # Metrics

        This page is generated from `Metric.java`. A test compares them.

        `GET /metrics` returns the Prometheus text format. With authentication on, it requires a credential unless `metrics.public` is set. Labels never hold an id or a path. The number of label values is limited: %d templates, %d agents, %d models and %d routes are named, and the rest count as `other`. Histograms and summaries consist of `_bucket`, `_sum`, `_count` and `_max`. JVM metrics (`jvm_*`, `process_*`, `system_*`) start with the first scrape.

        | metric | type | labels | description |
        |---|---|---|---|
        """
            .formatted(
                RunMetrics.MAX_TEMPLATES,
                RunMetrics.MAX_AGENTS,
                RunMetrics.MAX_MODELS,
                RequestMetrics.MAX_ROUTES));
    for (Metric metric : Metric.values()) {
      out.append("| `").append(metric.prometheusName()).append("` | ");
      out.append(metric.type()).append(" | ");
      out.append(String.join(", ", metric.labels())).append(" | ");
      out.append(metric.description()).append(" |\n");
    }
    return out.toString();
  }
}
