package dev.converge.runtime.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;

/// Creates the meters of [Metric], each once, so that counting costs one look-up. Thread-safe.
final class Meters {
  private static final Duration[] BUCKETS = millis(5, 25, 100, 500, 2_500, 10_000, 60_000, 600_000);
  private static final Duration[] SHORT_BUCKETS = millis(1, 5, 25, 100, 500, 2_500);

  private record Key(Metric metric, List<String> values) {}

  private final MeterRegistry registry;
  private final Map<Key, Meter> known = new ConcurrentHashMap<>();
  private final List<DoubleSupplier> held = new CopyOnWriteArrayList<>();

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  private static Duration[] millis(long... millis) {
    Duration[] all = new Duration[millis.length];
    for (int i = 0; i < millis.length; i++) {
      all[i] = Duration.ofMillis(millis[i]);
    }
    return all;
  }

  void count(Metric metric, double amount, String... values) {
    Meter meter = meter(metric, values);
    ((Counter) meter).increment(amount);
  }

  void count(Metric metric, String... values) {
    count(metric, 1, values);
  }

  void time(Metric metric, Duration took, String... values) {
    ((Timer) meter(metric, values)).record(took.isNegative() ? Duration.ZERO : took);
  }

  void size(Metric metric, double amount) {
    ((DistributionSummary) meter(metric)).record(amount);
  }

  void gauge(Metric metric, DoubleSupplier value) {
    Gauge.builder(metric.meter(), value, DoubleSupplier::getAsDouble)
        .description(metric.description())
        .strongReference(true)
        .register(registry);
  }

  /// A counter whose value is kept elsewhere. Micrometer holds the function weakly, so it is also
  /// held here.
  void counter(Metric metric, DoubleSupplier value) {
    held.add(value);
    FunctionCounter.builder(metric.meter(), value, DoubleSupplier::getAsDouble)
        .description(metric.description())
        .register(registry);
  }

  private Meter meter(Metric metric, String... values) {
    Key key = new Key(metric, List.of(values));
    Meter meter = known.get(key);
    return meter == null ? known.computeIfAbsent(key, this::make) : meter;
  }

  private Meter make(Key key) {
    Metric metric = key.metric();
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < metric.labels().size(); i++) {
      tags.add(Tag.of(metric.labels().get(i), key.values().get(i)));
    }
    return switch (metric.kind()) {
      case COUNTER ->
          Counter.builder(metric.meter())
              .description(metric.description())
              .tags(tags)
              .register(registry);
      case TIMER -> timer(metric, tags).register(registry);
      case HISTOGRAM -> timer(metric, tags).serviceLevelObjectives(BUCKETS).register(registry);
      case SHORT_HISTOGRAM ->
          timer(metric, tags).serviceLevelObjectives(SHORT_BUCKETS).register(registry);
      case SUMMARY ->
          DistributionSummary.builder(metric.meter())
              .description(metric.description())
              .tags(tags)
              .register(registry);
      case GAUGE -> throw new IllegalArgumentException(metric + " is read, not counted");
    };
  }

  private static Timer.Builder timer(Metric metric, List<Tag> tags) {
    return Timer.builder(metric.meter()).description(metric.description()).tags(tags);
  }
}
