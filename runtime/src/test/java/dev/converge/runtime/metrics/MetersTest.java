package dev.converge.runtime.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

final class MetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Meters meters = new Meters(registry);
  private final AtomicLong value = new AtomicLong();

  @Test
  void aCounterKeptElsewhereSurvivesGarbageCollection() {
    meters.counter(Metric.RUNS_ADOPTED, value::get);
    collectGarbage();
    value.set(7);
    assertEquals(7, registry.get(Metric.RUNS_ADOPTED.meter()).functionCounter().count());
  }

  @Test
  void aGaugeKeptElsewhereSurvivesGarbageCollection() {
    meters.gauge(Metric.RUNS_RUNNING, value::get);
    collectGarbage();
    value.set(7);
    assertEquals(7, registry.get(Metric.RUNS_RUNNING.meter()).gauge().value());
  }

  /// Returns once an object that nothing holds was collected.
  private void collectGarbage() {
    WeakReference<DoubleSupplier> unheld = new WeakReference<>(value::get);
    while (unheld.get() != null) {
      System.gc();
    }
  }
}
