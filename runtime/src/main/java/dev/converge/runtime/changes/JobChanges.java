package dev.converge.runtime.changes;

import dev.converge.core.Event;
import dev.converge.core.RunState;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Watches;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Watches runs for readers of many jobs: those driven here as they become durable, and those
/// driven by other servers as the store reports them. While nobody reads the changes of a tenant,
/// they cost one look-up in a map. Thread-safe.
public final class JobChanges implements RunObserver, Watches.Everything {
  /// How long the changes of a tenant are kept for a reader to return.
  static final Duration KEPT_UNREAD = Duration.ofSeconds(60);

  private final LongSupplier nanos;
  private final Map<String, ChangeLog> logs = new ConcurrentHashMap<>();
  private final ReentrantLock watching = new ReentrantLock();
  private @Nullable Watches others;

  /// Watches nothing yet.
  public JobChanges() {
    this(System::nanoTime);
  }

  JobChanges(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /// Also watches what other servers store, while anybody reads.
  public void watch(Watches stored) {
    watching.lock();
    try {
      others = stored;
    } finally {
      watching.unlock();
    }
  }

  @Override
  public void appended(JobStore.Job job, String runId, List<Event> events, RunState state) {
    ChangeLog log = logs.get(job.tenant());
    if (log != null) {
      log.add(JobChange.of(job, runId, state));
    }
  }

  @Override
  public void moved(List<Watches.Moved> runs) {
    for (Watches.Moved moved : runs) {
      ChangeLog log = logs.get(moved.tenant());
      if (log != null) {
        log.add(JobChange.of(moved.run()));
      }
    }
  }

  @Override
  public void missed() {
    logs.values().forEach(ChangeLog::missed);
  }

  /// Starts reading the changes of a tenant; ended by [ChangeLog#end].
  ChangeLog read(String tenant) {
    watching.lock();
    try {
      if (logs.isEmpty() && others != null) {
        others.watchAll(this);
      }
      ChangeLog log = logs.computeIfAbsent(tenant, _ -> new ChangeLog(nanos));
      log.begin();
      return log;
    } finally {
      watching.unlock();
    }
  }

  /// Reports the progress that is due, and drops what nobody reads.
  void tick() {
    logs.values().forEach(ChangeLog::tellHeld);
    watching.lock();
    try {
      if (logs.values().removeIf(log -> log.unread(KEPT_UNREAD.toNanos()))
          && logs.isEmpty()
          && others != null) {
        others.unwatchAll();
      }
    } finally {
      watching.unlock();
    }
  }

  /// Ends the waits of all readers.
  void endWaits() {
    logs.values().forEach(ChangeLog::endWaits);
  }
}
