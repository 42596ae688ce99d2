package dev.converge.engine.run;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// The states of the runs that were put aside last, so that a decision made right away, or a client
/// that reads the run, does not need to read all its events again. Thread-safe.
final class RestedRuns {
  /// Number of runs that are kept. The one that was put aside longest ago is dropped first.
  static final int MOST = 64;

  /// Maximum bytes of the events of these runs.
  static final long MOST_BYTES = 2 << 20;

  private final LinkedHashMap<String, StoredRuns.Loaded> runs = new LinkedHashMap<>();
  private long bytes;

  synchronized void put(StoredRuns.Loaded run) {
    String runId = run.view().runId();
    drop(runs.remove(runId));
    runs.put(runId, run);
    bytes += run.bytes();
    while (runs.size() > MOST || bytes > MOST_BYTES) {
      drop(runs.pollFirstEntry().getValue());
    }
  }

  private void drop(StoredRuns.@Nullable Loaded run) {
    bytes -= run == null ? 0 : run.bytes();
  }

  /// The state of a run as it was put aside, if it is still kept.
  synchronized StoredRuns.@Nullable Loaded of(String runId) {
    return runs.get(runId);
  }

  /// Drops all of them.
  synchronized void clear() {
    runs.clear();
    bytes = 0;
  }
}
