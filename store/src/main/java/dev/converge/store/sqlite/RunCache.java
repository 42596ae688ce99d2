package dev.converge.store.sqlite;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The states of the runs that were written to last, so that an append needs no query. Has a
/// maximum size and evicts the least recently used runs. Not thread-safe.
final class RunCache {
  private final Map<String, RunRows.Place> places;

  RunCache(int atMost) {
    this.places =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, RunRows.Place> eldest) {
            return size() > atMost;
          }
        };
  }

  RunRows.@Nullable Place get(String runId) {
    return places.get(runId);
  }

  /// Stores the state of a run; removes it if the run has ended.
  void put(String runId, RunRows.Place place) {
    if (place.status().isFinal()) {
      places.remove(runId);
    } else {
      places.put(runId, place);
    }
  }

  void forget(String runId) {
    places.remove(runId);
  }

  void clear() {
    places.clear();
  }

  int size() {
    return places.size();
  }
}
