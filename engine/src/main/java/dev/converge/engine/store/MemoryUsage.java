package dev.converge.engine.store;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// Keeps what was used in memory; nothing outlives the process. Thread-safe.
public final class MemoryUsage implements UsageStore {
  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::tenant).thenComparing(Place::key).thenComparing(Place::day);

  private final TreeMap<Place, Used> used = new TreeMap<>(ORDER);

  /// Without anything used.
  public MemoryUsage() {}

  private record Place(String tenant, String key, LocalDate day) {}

  /// Adds changes.
  void add(List<Used> changes) {
    synchronized (used) {
      for (Used change : changes) {
        LocalDate oldest = change.day().minusDays(KEPT_DAYS);
        used.keySet().removeIf(place -> place.day().isBefore(oldest));
        used.merge(
            new Place(change.tenant(), change.key(), change.day()), change, MemoryUsage::sum);
      }
    }
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
