package dev.converge.runtime.operations.quota;

import dev.converge.core.RunState;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.StoredBytes.Stored;
import dev.converge.engine.store.UsageStore.Used;
import dev.converge.runtime.operations.quota.Reservations.Fate;
import dev.converge.runtime.operations.quota.Reservations.Reservation;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Quotas of a store that only this server uses: they are counted in memory. What is stored goes
/// with the events of jobs, so that after a crash it is what the events say. Between a reservation
/// and the events that use it, the reservation counts beside what is stored: for a moment something
/// can count twice, and then one too many is refused, never one too many accepted. Thread-safe.
final class OwnQuotas implements Counting {
  private final Quota tenantQuota;
  private final Quota keyQuota;
  private final StoredQuota stored;
  private final long jobBytes;
  private final QuotaDays days;
  private final Accounts accounts;
  private final Map<String, Making> making = new HashMap<>();
  private final Map<String, Change> changes = new HashMap<>();

  /// What unfinished jobs reserved on a later day than the first, which is given back there. After
  /// a restart it is given back on the first day.
  private final Map<String, List<Used>> later = new HashMap<>();

  OwnQuotas(Quota tenantQuota, Quota keyQuota, StoredQuota stored, long jobBytes, QuotaDays days) {
    this.tenantQuota = tenantQuota;
    this.keyQuota = keyQuota;
    this.stored = stored;
    this.jobBytes = jobBytes;
    this.days = days;
    this.accounts = new Accounts(stored.unlimited() ? 0 : jobBytes);
  }

  /// What is stored with events of a job.
  ///
  /// @param running how many more jobs are unfinished
  private record Change(JobStore.Job job, List<Used> used, long running) {}

  /// A job that is being made.
  private static final class Making {
    private final Used reserved;
    private @Nullable Change stored;
    private boolean counted;
    private boolean unknown;

    private Making(Used reserved) {
      this.reserved = reserved;
    }
  }

  /// Counts what an earlier process left.
  synchronized void add(Used used, long running) {
    accounts.add(used, running, days.today());
  }

  @Override
  public CompletableFuture<Reservation> reserve(Used used, long running, @Nullable String jobId) {
    StoredQuota.Promised promised;
    LocalDate today = days.today();
    synchronized (this) {
      accounts.forgetIdle(today);
      Optional<Account.Exceeded> exceeded =
          accounts.exceeded(used, running, tenantQuota, keyQuota, today);
      if (exceeded.isPresent()) {
        return CompletableFuture.failedFuture(days.refusal(exceeded.get()));
      }
      add(used, running);
      promised = accounts.promised(used.tenant(), used.key(), jobBytes, today);
    }
    CompletableFuture<Void> room =
        running == 0 ? CompletableFuture.completedFuture(null) : stored.require(promised);
    return room.whenComplete(
            (_, failure) -> {
              if (failure != null) {
                add(used.negated(), -running);
              }
            })
        .thenApply(_ -> jobId == null ? more(used, running) : ofNewJob(jobId, used));
  }

  private Reservation more(Used used, long running) {
    return fate -> {
      if (fate != Fate.UNKNOWN) {
        add(used.negated(), -running);
      }
    };
  }

  private synchronized Reservation ofNewJob(String jobId, Used used) {
    Making job = new Making(used);
    making.put(jobId, job);
    return fate -> settle(jobId, job, fate);
  }

  /// Whether the job is stored is known before or after its events are seen to be.
  private synchronized void settle(String jobId, Making job, Fate fate) {
    if (fate == Fate.UNKNOWN && !job.counted) {
      job.unknown = true;
      return;
    }
    if (fate == Fate.KEPT) {
      count(job);
    }
    making.remove(jobId);
    if (fate == Fate.BACK || job.counted) {
      add(job.reserved.negated(), -1);
    }
  }

  private void count(Making job) {
    Change change = job.stored;
    if (change != null && !job.counted) {
      job.counted = true;
      count(change);
    }
  }

  private void count(Change change) {
    JobStore.Job job = change.job();
    LocalDate first = Reservations.day(job);
    for (Used used : change.used()) {
      add(used, 0);
      boolean more = !Amounts.of(used).max(Amounts.NOTHING).isNothing();
      if (more && used.day().isAfter(first)) {
        later.computeIfAbsent(job.jobId(), _ -> new ArrayList<>()).add(used);
      }
    }
    add(Reservations.change(job, days.today(), Amounts.NOTHING), change.running());
    if (change.running() < 0) {
      later.remove(job.jobId());
    }
  }

  @Override
  public synchronized List<Used> used(JobStore.Job job, @Nullable RunState before, RunState next) {
    List<Used> more = later.getOrDefault(job.jobId(), List.of());
    List<Used> all = Reservations.changes(job, before, next, days.today(), more);
    long running = unfinished(next) - (before == null ? 0 : unfinished(before));
    Change change = new Change(job, all, running);
    if (before == null) {
      Making made = making.get(job.jobId());
      if (made != null) {
        made.stored = change;
      }
    } else if (all.isEmpty() && running == 0) {
      changes.remove(job.jobId());
    } else {
      changes.put(job.jobId(), change);
    }
    return all;
  }

  private static long unfinished(RunState state) {
    return state.status().isFinal() ? 0 : 1;
  }

  @Override
  public synchronized void appended(JobStore.Job job, boolean first) {
    Making made = making.get(job.jobId());
    if (first && made != null) {
      count(made);
      if (made.unknown) {
        settle(job.jobId(), made, Fate.KEPT);
      }
      return;
    }
    Change change = changes.remove(job.jobId());
    if (change != null) {
      count(change);
    }
  }

  @Override
  public <T> CompletableFuture<T> within(
      JobStore.Job job, long bytes, Supplier<CompletableFuture<T>> store) {
    StoredQuota.Promised promised;
    LocalDate today = days.today();
    synchronized (this) {
      accounts.addWriting(job.tenant(), job.key(), bytes, today);
      promised = accounts.promised(job.tenant(), job.key(), bytes, today);
    }
    return stored
        .require(promised)
        .thenCompose(_ -> store.get())
        .whenComplete((_, _) -> {
          synchronized (this) {
            accounts.addWriting(job.tenant(), job.key(), -bytes, days.today());
          }
        });
  }

  @Override
  public synchronized List<UsageReport.Tenant> report(@Nullable String tenant, List<Stored> bytes) {
    LocalDate today = days.today();
    accounts.forgetIdle(today);
    return accounts.report(tenant, bytes, today);
  }
}
