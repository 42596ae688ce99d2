package dev.converge.engine.run;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// Runs that were put aside last, as they stood: whoever decides on a proposal at once, or looks at
/// the run, need not have all its events read again. Thread-safe.
final class RestedRuns {
  /// Runs that are kept; the one that was put aside longest ago goes first.
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

  /// A run as it stood at some time since, if that is still known.
  synchronized StoredRuns.@Nullable Loaded of(String runId) {
    return runs.get(runId);
  }

  /// Lets go of all.
  synchronized void clear() {
    runs.clear();
    bytes = 0;
  }
}
