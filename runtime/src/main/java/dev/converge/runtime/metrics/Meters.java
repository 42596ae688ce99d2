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
import java.util.function.DoubleSupplier;

/// Makes the meters of [Figure], each once, so that counting costs one look-up. Thread-safe.
final class Meters {
  private static final Duration[] BUCKETS = millis(5, 25, 100, 500, 2_500, 10_000, 60_000, 600_000);
  private static final Duration[] SHORT_BUCKETS = millis(1, 5, 25, 100, 500, 2_500);

  private record Key(Figure figure, List<String> values) {}

  private final MeterRegistry registry;
  private final Map<Key, Meter> known = new ConcurrentHashMap<>();

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

  void count(Figure figure, double amount, String... values) {
    Meter meter = meter(figure, values);
    ((Counter) meter).increment(amount);
  }

  void count(Figure figure, String... values) {
    count(figure, 1, values);
  }

  void time(Figure figure, Duration took, String... values) {
    ((Timer) meter(figure, values)).record(took.isNegative() ? Duration.ZERO : took);
  }

  void size(Figure figure, double amount) {
    ((DistributionSummary) meter(figure)).record(amount);
  }

  void gauge(Figure figure, DoubleSupplier value) {
    Gauge.builder(figure.meter(), value, DoubleSupplier::getAsDouble)
        .description(figure.description())
        .strongReference(true)
        .register(registry);
  }

  /// A counter that somebody else keeps.
  void counter(Figure figure, DoubleSupplier value) {
    FunctionCounter.builder(figure.meter(), value, DoubleSupplier::getAsDouble)
        .description(figure.description())
        .register(registry);
  }

  private Meter meter(Figure figure, String... values) {
    Key key = new Key(figure, List.of(values));
    Meter meter = known.get(key);
    return meter == null ? known.computeIfAbsent(key, this::make) : meter;
  }

  private Meter make(Key key) {
    Figure figure = key.figure();
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < figure.labels().size(); i++) {
      tags.add(Tag.of(figure.labels().get(i), key.values().get(i)));
    }
    return switch (figure.kind()) {
      case COUNTER ->
          Counter.builder(figure.meter())
              .description(figure.description())
              .tags(tags)
              .register(registry);
      case TIMER -> timer(figure, tags).register(registry);
      case HISTOGRAM -> timer(figure, tags).serviceLevelObjectives(BUCKETS).register(registry);
      case SHORT_HISTOGRAM ->
          timer(figure, tags).serviceLevelObjectives(SHORT_BUCKETS).register(registry);
      case SUMMARY ->
          DistributionSummary.builder(figure.meter())
              .description(figure.description())
              .tags(tags)
              .register(registry);
      case GAUGE -> throw new IllegalArgumentException(figure + " is read, not counted");
    };
  }

  private static Timer.Builder timer(Figure figure, List<Tag> tags) {
    return Timer.builder(figure.meter()).description(figure.description()).tags(tags);
  }
}
