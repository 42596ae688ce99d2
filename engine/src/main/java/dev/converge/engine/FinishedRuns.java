package dev.converge.engine;

import dev.converge.core.RunState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Ended runs that are still in memory: those requested most recently, as far as the memory for
/// readers suffices. Thread-safe.
final class FinishedRuns {
  /// Maximum number of facts of a finished run that stays in memory; larger runs are loaded again
  /// on request.
  private static final int LARGEST_KEPT = 500;

  private static final int MAX_FORGOTTEN = 1_000;

  private final int most;
  private final LinkedHashMap<String, RunLoop> runs = new LinkedHashMap<>(16, 0.75f, true);
  private final LinkedHashSet<String> forgotten = new LinkedHashSet<>();

  FinishedRuns(int most) {
    this.most = most;
  }

  /// Keeps a run if it is final and not too large. Otherwise nothing of it stays in memory.
  void add(RunLoop run) {
    if (put(run)) {
      run.topic().retain(() -> remove(run));
      eldest().forEach(other -> other.topic().discard());
      if (!has(run)) {
        // Dropped or forgotten in the meantime.
        run.topic().discard();
      }
    } else {
      run.topic().discard();
    }
  }

  private synchronized boolean put(RunLoop run) {
    RunState last = run.view().state();
    if (most == 0
        || !last.status().isFinal()
        || last.context().size() > LARGEST_KEPT
        || forgotten.contains(run.view().job().jobId())) {
      return false;
    }
    runs.put(run.runId(), run);
    return true;
  }

  private synchronized List<RunLoop> eldest() {
    List<RunLoop> dropped = new ArrayList<>();
    while (runs.size() > most) {
      dropped.add(runs.pollFirstEntry().getValue());
    }
    return dropped;
  }

  private synchronized boolean has(RunLoop run) {
    return runs.containsKey(run.runId());
  }

  private synchronized void remove(RunLoop run) {
    runs.remove(run.runId(), run);
  }

  @Nullable RunLoop get(String runId) {
    RunLoop run;
    synchronized (this) {
      run = runs.get(runId);
    }
    if (run != null) {
      run.topic().read();
    }
    return run;
  }

  /// Drops a run that is driven again, so that its readers look elsewhere.
  void leave(String runId) {
    RunLoop run;
    synchronized (this) {
      run = runs.remove(runId);
    }
    if (run != null) {
      run.topic().close();
      run.topic().discard();
    }
  }

  /// Drops the runs of a job, including one that has just ended and is on its way here.
  void forget(String jobId) {
    List<RunLoop> dropped = new ArrayList<>();
    synchronized (this) {
      if (forgotten.size() >= MAX_FORGOTTEN) {
        forgotten.removeFirst();
      }
      forgotten.add(jobId);
      for (RunLoop run : runs.values()) {
        if (run.view().job().jobId().equals(jobId)) {
          dropped.add(run);
        }
      }
      dropped.forEach(run -> runs.remove(run.runId()));
    }
    dropped.forEach(run -> run.topic().discard());
  }
}
