package dev.converge.engine.store;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Keeps what was used in memory; nothing outlives the process. Thread-safe.
public final class MemoryUsage implements UsageStore {
  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::tenant).thenComparing(Place::key).thenComparing(Place::day);

  private final TreeMap<Place, Used> used = new TreeMap<>(ORDER);
  private final Callbacks callbacks;

  /// Without anything used.
  ///
  /// @param executor runs the callbacks, one task for each, never two at once
  public MemoryUsage(Executor executor) {
    this.callbacks = new Callbacks(executor);
  }

  private record Place(String tenant, String key, LocalDate day) {}

  @Override
  public void add(Used change, Consumer<Boolean> done) {
    synchronized (used) {
      LocalDate oldest = change.day().minusDays(KEPT_DAYS);
      used.keySet().removeIf(place -> place.day().isBefore(oldest));
      used.merge(new Place(change.tenant(), change.key(), change.day()), change, MemoryUsage::sum);
    }
    callbacks.add(() -> done.accept(true));
    callbacks.trigger();
  }

  private static Used sum(Used one, Used other) {
    return new Used(
        one.tenant(),
        one.key(),
        one.day(),
        one.jobs() + other.jobs(),
        one.tokens() + other.tokens(),
        one.costMicros() + other.costMicros());
  }

  @Override
  public List<Used> since(LocalDate day) {
    synchronized (used) {
      return used.values().stream().filter(one -> !one.day().isBefore(day)).toList();
    }
  }
}
