package dev.converge.runtime.metrics;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.converge.engine.CommitObserver;
import dev.converge.engine.Engine;
import dev.converge.engine.RunObserver;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/// `GET /metrics`, and what is counted for it. To be listed after features that refuse requests, so
/// that those are counted too. Thread-safe.
public final class MetricsFeature implements Feature {
  /// The text format of Prometheus.
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(registry);
  private final RunMetrics runs = new RunMetrics(meters);
  private final AtomicBoolean ofTheJvm = new AtomicBoolean();

  /// What the engine is to tell.
  public RunObserver runs() {
    return runs;
  }

  /// What the store is to tell.
  public CommitObserver commits() {
    return (writes, took) -> {
      meters.time(Figure.COMMIT_DURATION, took);
      meters.size(Figure.COMMIT_WRITES, writes);
    };
  }

  /// Measures an engine and its store.
  ///
  /// @param writable whether the store can be written; quick
  public void watch(Engine engine, BooleanSupplier writable) {
    meters.gauge(Figure.RUNS_ACTIVE, engine::active);
    meters.gauge(Figure.RUNS_RUNNING, engine::running);
    meters.counter(Figure.RUNS_ADOPTED, engine::adopted);
    meters.gauge(Figure.CALLS_IN_FLIGHT, engine::callsInFlight);
    meters.gauge(Figure.CALLS_WAITING, engine::callsWaiting);
    meters.gauge(Figure.STREAMS_OPEN, engine::listeners);
    meters.gauge(Figure.DRAINING, () -> engine.draining() ? 1 : 0);
    meters.gauge(Figure.STORE_WRITABLE, () -> writable.getAsBoolean() ? 1 : 0);
  }

  @Override
  public void install(Site site) {
    Bounded routes = new Bounded(RequestMetrics.MAX_ROUTES);
    site.builder().decorator(service -> new RequestMetrics(service, meters, routes));
    site.resource("/metrics").produces("text/plain").getBlocking(this::scrape);
  }

  private HttpResponse scrape(Exchange exchange) {
    watchTheJvm();
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.parse(TEXT))
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build(),
        HttpData.ofUtf8(registry.scrape()));
  }

  /// Only once somebody looks: it costs a quarter of a second that a start should not wait for. The
  /// binders live as long as the process.
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

  /// The page of the reference that names every figure.
  public static String reference() {
    StringBuilder out = new StringBuilder();
    out.append(
        """
        # Metrics

        Made from the table of figures in `Figure.java`; a test compares them.

        `GET /metrics` answers in the text format of Prometheus. Where authentication is on it asks for a key, unless `metrics.public` is set. No label holds an id or a path: of templates the first %d are named, of agents %d, of models %d, of routes %d, and all others are `other`. Histograms and summaries come as `_bucket`, `_sum`, `_count` and `_max`. Figures of the JVM (`jvm_*`, `process_*`, `system_*`) are measured from the first scrape on.

        | metric | type | labels | |
        |---|---|---|---|
        """
            .formatted(
                RunMetrics.MAX_TEMPLATES,
                RunMetrics.MAX_AGENTS,
                RunMetrics.MAX_MODELS,
                RequestMetrics.MAX_ROUTES));
    for (Figure figure : Figure.values()) {
      out.append("| `").append(figure.prometheusName()).append("` | ");
      out.append(figure.type()).append(" | ");
      out.append(String.join(", ", figure.labels())).append(" | ");
      out.append(figure.description()).append(" |\n");
    }
    return out.toString();
  }
}
