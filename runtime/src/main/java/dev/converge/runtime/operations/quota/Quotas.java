package dev.converge.runtime.operations.quota;

import dev.converge.core.Event;
import dev.converge.core.RunState;
import dev.converge.core.budget.Budget;
import dev.converge.core.status.Outcome;
import dev.converge.core.status.Status;
import dev.converge.engine.AcceptedJob;
import dev.converge.engine.Reply;
import dev.converge.engine.Submission;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.MemoryUsage;
import dev.converge.engine.store.Room;
import dev.converge.engine.store.StoredBytes;
import dev.converge.engine.store.UsageStore;
import dev.converge.runtime.operations.quota.Reservations.Fate;
import dev.converge.runtime.operations.quota.Reservations.Reservation;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Holds tenants and keys to their quotas. What a job may use is reserved before the job is made.
/// What it did not use is given back together with the events that end it, all or none, so that a
/// crash leaves nothing reserved for a job that is over. Servers that share a store share its
/// quotas. Thread-safe.
public final class Quotas implements RunObserver, Room {
  private final Quota tenantQuota;
  private final Quota keyQuota;
  private final StoredBytes jobs;
  private final QuotaDays days;
  private final boolean unlimited;
  private final boolean storesBytes;
  private final Counting counting;

  /// Reads what was used this month; blocks for I/O.
  ///
  /// @param tenantQuota of each tenant
  /// @param keyQuota of each key, or of everybody together without authentication
  /// @param jobBytes what a job may have stored, to which the engine holds it
  /// @param jobs says what is stored
  public Quotas(
      Quota tenantQuota,
      Quota keyQuota,
      long jobBytes,
      UsageStore store,
      StoredBytes jobs,
      InstantSource clock) {
    this.tenantQuota = tenantQuota;
    this.keyQuota = keyQuota;
    this.jobs = jobs;
    this.days = new QuotaDays(clock);
    this.unlimited = tenantQuota.equals(Quota.NONE) && keyQuota.equals(Quota.NONE);
    StoredQuota stored = new StoredQuota(tenantQuota.storedBytes(), keyQuota.storedBytes(), jobs);
    this.storesBytes = !stored.unlimited();
    this.counting =
        store
            .shared()
            .<Counting>map(
                all -> new SharedQuotas(store, all, tenantQuota, keyQuota, stored, jobBytes, days))
            .orElseGet(() -> new OwnQuotas(tenantQuota, keyQuota, stored, jobBytes, days));
    if (!unlimited && counting instanceof OwnQuotas own) {
      for (UsageStore.Used used : store.since(days.today().withDayOfMonth(1))) {
        own.add(used, 0);
      }
    }
  }

  /// Without quotas.
  public static Quotas none() {
    return new Quotas(
        Quota.NONE, Quota.NONE, Quota.UNLIMITED, new MemoryUsage(), _ -> List.of(), Instant::now);
  }

  /// Counts the jobs that an earlier process left unfinished; blocks for I/O. To be called before
  /// anything is submitted.
  public void countUnfinished(JobStore jobs) {
    if (unlimited || !(counting instanceof OwnQuotas own)) {
      return;
    }
    String after = "";
    while (true) {
      List<JobStore.Run> page = jobs.unfinished(after, JobStore.MAX_PAGE);
      for (JobStore.Run run : page) {
        if (run.replayOf() == null) {
          jobs.jobOfRun(run.runId())
              .ifPresent(
                  job -> own.add(Reservations.change(job, days.today(), Amounts.NOTHING), 1));
        }
        after = run.runId();
      }
      if (page.size() < JobStore.MAX_PAGE) {
        return;
      }
    }
  }

  /// What was reserved for a change of a job that may not come about.
  public static final class More {
    private final Reservation reservation;

    private More(Reservation reservation) {
      this.reservation = reservation;
    }

    /// Gives it back unless the change is accepted.
    public CompletableFuture<Reply> keptIfAccepted(CompletableFuture<Reply> reply) {
      return reply.whenComplete((answer, failure) ->
          reservation.settle(
              Fate.of(failure, answer != null && !(answer.outcome() instanceof Outcome.Accepted))));
    }
  }

  /// Makes a job once what it may use, and room for all that it may have stored, is reserved.
  ///
  /// @return fails with `QUOTA_EXCEEDED` or `UNAVAILABLE`, or as the making does
  public CompletableFuture<AcceptedJob> reserved(
      Submission submission, Function<Submission, CompletableFuture<AcceptedJob>> making) {
    if (unlimited) {
      return making.apply(submission);
    }
    AtomicReference<Reservation> made = new AtomicReference<>(Reservation.NONE);
    Submission.Before first = jobId -> reserveJob(submission, jobId).thenAccept(made::set);
    return making
        .apply(submission.after(first))
        .whenComplete((accepted, failure) ->
            made.get().settle(Fate.of(failure, accepted != null && accepted.earlier())));
  }

  private CompletableFuture<Reservation> reserveJob(Submission job, String jobId) {
    LocalDate day = Reservations.day(jobId, days.today());
    return counting.reserve(
        new UsageStore.Used(
            job.tenant(),
            job.keyName(),
            day,
            1,
            job.budget().maxTokens(),
            job.budget().maxCostMicros()),
        1,
        jobId);
  }

  @Override
  public <T> CompletableFuture<T> within(
      JobStore.Job job, long bytes, Supplier<CompletableFuture<T>> store) {
    return storesBytes ? counting.within(job, bytes, store) : store.get();
  }

  @Override
  public List<UsageStore.Used> used(
      JobStore.Job job, String runId, @Nullable RunState before, RunState next) {
    return unlimited || !runId.equals(job.runId()) ? List.of() : counting.used(job, before, next);
  }

  @Override
  public void appended(JobStore.Job job, String runId, List<Event> events, RunState state) {
    if (!unlimited && runId.equals(job.runId()) && !events.isEmpty()) {
      counting.appended(job, events.getFirst().sequence() == 1);
    }
  }

  /// Reserves what a raised budget of a run allows more; completes once nobody else can have it.
  ///
  /// @return fails with `QUOTA_EXCEEDED` or `UNAVAILABLE`
  public CompletableFuture<More> reserveMore(RunView run, Budget changed) {
    return reserve(run, changed, 0);
  }

  /// Reserves what a halted run may use once it is continued, beyond what it has used; completes
  /// once nobody else can have it. The run counts as unfinished again.
  ///
  /// @param changed its new budget
  /// @return fails with `QUOTA_EXCEEDED` or `UNAVAILABLE`
  public CompletableFuture<More> reserveAgain(RunView run, Budget changed) {
    return run.state().status() == Status.HALTED
        ? reserve(run, changed, 1)
        : CompletableFuture.completedFuture(new More(Reservation.NONE));
  }

  private CompletableFuture<More> reserve(RunView run, Budget changed, long running) {
    Amounts whole = new Amounts(0, changed.maxTokens(), changed.maxCostMicros());
    Amounts more = whole.minus(Reservations.of(run.state())).max(Amounts.NOTHING);
    boolean counted = !unlimited && run.runId().equals(run.job().runId());
    return counted && (running > 0 || !more.isNothing())
        ? counting
            .reserve(Reservations.change(run.job(), days.today(), more), running, null)
            .thenApply(More::new)
        : CompletableFuture.completedFuture(new More(Reservation.NONE));
  }

  /// What was used today and this month, and what is stored; blocks for I/O.
  ///
  /// @param tenant to show alone, or `null` for all
  public UsageReport report(@Nullable String tenant) {
    List<StoredBytes.Stored> bytes = unlimited ? List.of() : jobs.stored(tenant);
    return new UsageReport(
        !unlimited,
        days.resetsAt(),
        days.monthResetsAt(),
        tenantQuota,
        keyQuota,
        unlimited ? List.of() : counting.report(tenant, bytes));
  }
}
