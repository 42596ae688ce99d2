package dev.converge.store.sqlite;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the runs stand that were written to last, so that an append needs no query. Holds at most
/// so many, and forgets those that were not used for longest. Not thread-safe.
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

  /// Remembers where a run stands; one that is over is forgotten.
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
