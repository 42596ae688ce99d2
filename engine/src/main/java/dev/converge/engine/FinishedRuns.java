package dev.converge.engine;

import dev.converge.core.RunState;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs that are over and still in memory: those that were last asked for. Thread-safe.
final class FinishedRuns {
  /// Facts of a finished run that is kept in memory at most; larger ones are read again when asked
  /// for.
  private static final int LARGEST_KEPT = 500;

  private static final int MAX_FORGOTTEN = 1_000;

  private final int most;
  private final LinkedHashMap<String, RunLoop> runs = new LinkedHashMap<>(16, 0.75f, true);
  private final LinkedHashSet<String> forgotten = new LinkedHashSet<>();

  FinishedRuns(int most) {
    this.most = most;
  }

  /// Keeps a run, if it is final and not too large.
  synchronized void add(RunLoop run) {
    RunState last = run.view().state();
    if (!last.status().isFinal()
        || last.context().size() > LARGEST_KEPT
        || forgotten.contains(run.view().job().jobId())) {
      return;
    }
    runs.put(run.runId(), run);
    if (runs.size() > most) {
      Map.Entry<String, RunLoop> eldest = runs.firstEntry();
      runs.remove(eldest.getKey());
    }
  }

  synchronized @Nullable RunLoop get(String runId) {
    return runs.get(runId);
  }

  /// Drops the runs of a job, also one that just ended and is on its way here.
  synchronized void forget(String jobId) {
    if (forgotten.size() >= MAX_FORGOTTEN) {
      forgotten.removeFirst();
    }
    forgotten.add(jobId);
    runs.values().removeIf(run -> run.view().job().jobId().equals(jobId));
  }
}
