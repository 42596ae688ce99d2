package dev.converge.runtime.changes;

import dev.converge.core.Event;
import dev.converge.core.RunState;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.JobStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Watches runs for those who show many jobs. While nobody reads the changes of a tenant, they cost
/// one look into a map. Thread-safe.
public final class JobChanges implements RunObserver {
  /// How long the changes of a tenant are kept for a reader to come back.
  static final Duration KEPT_UNREAD = Duration.ofSeconds(60);

  private final LongSupplier nanos;
  private final Map<String, ChangeLog> logs = new ConcurrentHashMap<>();

  /// Watches nothing yet.
  public JobChanges() {
    this(System::nanoTime);
  }

  JobChanges(LongSupplier nanos) {
    this.nanos = nanos;
  }

  @Override
  public void appended(JobStore.Job job, String runId, List<Event> events, RunState state) {
    ChangeLog log = logs.get(job.tenant());
    if (log != null) {
      log.add(JobChange.of(job, runId, state));
    }
  }

  /// Begins to read the changes of a tenant; ended by [ChangeLog#end].
  ChangeLog read(String tenant) {
    return logs.compute(
        tenant,
        (_, known) -> {
          ChangeLog log = known == null ? new ChangeLog(nanos) : known;
          log.begin();
          return log;
        });
  }

  /// Tells the progress that is due, and forgets what nobody reads.
  void tick() {
    for (String tenant : logs.keySet()) {
      logs.computeIfPresent(
          tenant,
          (_, log) -> {
            log.tellHeld();
            return log.unread(KEPT_UNREAD.toNanos()) ? null : log;
          });
    }
  }

  /// Ends all waits of those who read.
  void endWaits() {
    logs.values().forEach(ChangeLog::endWaits);
  }
}
