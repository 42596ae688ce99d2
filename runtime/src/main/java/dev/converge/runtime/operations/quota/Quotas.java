package dev.converge.runtime.operations.quota;

import dev.converge.core.Body;
import dev.converge.core.Event;
import dev.converge.core.RunState;
import dev.converge.core.budget.Budget;
import dev.converge.core.status.Outcome;
import dev.converge.core.status.Status;
import dev.converge.engine.AcceptedJob;
import dev.converge.engine.Reply;
import dev.converge.engine.Submission;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.MemoryUsage;
import dev.converge.engine.store.Room;
import dev.converge.engine.store.StoredBytes;
import dev.converge.engine.store.UsageStore;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Holds tenants and keys to their quotas. What a job may use is reserved before the job is made,
/// and durable before that; what it did not use is given back when it is final. So a crash can
/// leave too much reserved until the month is over, but never too little. Servers that share a
/// store share its quotas. Thread-safe.
public final class Quotas implements RunObserver, Room {
  private final Quota tenantQuota;
  private final Quota keyQuota;
  private final UsageStore store;
  private final StoredBytes jobs;
  private final QuotaDays days;
  private final boolean unlimited;
  private final StoredQuota stored;
  private final long jobBytes;
  private final Accounts accounts;
  private final Reservations reserved = new Reservations();
  private final Reservation nothing = new Reservation(null, 0, Amounts.NOTHING, 0, false);
  private final @Nullable SharedQuotas shared;

  /// Jobs that were created before this had their reservations made by an earlier process.
  private final Instant since;

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
    this.store = store;
    this.jobs = jobs;
    this.stored = new StoredQuota(tenantQuota.storedBytes(), keyQuota.storedBytes(), jobs);
    this.jobBytes = jobBytes;
    this.accounts = new Accounts(stored.unlimited() ? 0 : jobBytes);
    this.days = new QuotaDays(clock);
    this.since = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    this.unlimited = tenantQuota.equals(Quota.NONE) && keyQuota.equals(Quota.NONE);
    this.shared =
        store
            .shared()
            .map(all ->
                new SharedQuotas(
                    all, used -> giveBack(used, 0), tenantQuota, keyQuota, stored, jobBytes))
            .orElse(null);
    if (!unlimited && shared == null) {
      for (UsageStore.Used used : store.since(days.today().withDayOfMonth(1))) {
        add(used, 0);
      }
    }
  }

  /// Without quotas.
  public static Quotas none() {
    return new Quotas(
        Quota.NONE,
        Quota.NONE,
        Quota.UNLIMITED,
        new MemoryUsage(Runnable::run),
        _ -> List.of(),
        Instant::now);
  }

  /// Counts the jobs that an earlier process left unfinished; blocks for I/O. To be called before
  /// anything is submitted.
  public void countUnfinished(JobStore jobs) {
    if (unlimited || shared != null) {
      return;
    }
    String after = "";
    while (true) {
      List<JobStore.Run> page = jobs.unfinished(after, JobStore.MAX_PAGE);
      for (JobStore.Run run : page) {
        if (run.replayOf() == null) {
          jobs.jobOfRun(run.runId()).ifPresent(job -> change(job, 1));
        }
        after = run.runId();
      }
      if (page.size() < JobStore.MAX_PAGE) {
        return;
      }
    }
  }

  private void change(JobStore.Job job, long running) {
    add(new UsageStore.Used(job.tenant(), job.key(), days.today(), 0, 0, 0), running);
  }

  private synchronized void add(UsageStore.Used used, long running) {
    if (shared == null) {
      accounts.add(used, running, days.today());
    }
  }

  /// What was reserved for something that may not come about.
  public final class Reservation {
    private final UsageStore.@Nullable Used used;
    private final long running;
    private final Amounts spentBefore;
    private final long pending;
    private final boolean ofNewJob;

    private Reservation(
        UsageStore.@Nullable Used used,
        long running,
        Amounts spentBefore,
        long pending,
        boolean ofNewJob) {
      this.pending = pending;
      this.used = used;
      this.running = running;
      this.spentBefore = spentBefore;
      this.ofNewJob = ofNewJob;
    }

    /// Given back if the job is refused or was there before.
    private void keepIfNew(@Nullable AcceptedJob accepted, @Nullable Throwable failure) {
      boolean earlier = accepted != null && accepted.earlier();
      settle(failure, earlier, accepted == null ? "" : accepted.job().jobId());
    }

    /// Gives it back if the change of a job's budget is refused.
    public <T> CompletableFuture<T> keptUnlessFailed(String jobId, CompletableFuture<T> change) {
      return change.whenComplete((_, failure) -> settle(failure, false, jobId));
    }

    /// Gives it back unless a halted run goes on with it.
    public CompletableFuture<Reply> keptIfAccepted(String jobId, CompletableFuture<Reply> reply) {
      return reply.whenComplete((answer, failure) ->
          settle(
              failure, answer != null && !(answer.outcome() instanceof Outcome.Accepted), jobId));
    }

    private void settle(@Nullable Throwable failure, boolean unused, String jobId) {
      if (used == null) {
        return;
      }
      boolean back = failure == null ? unused : Reservations.refused(failure);
      if (shared != null) {
        shared.settle(pending, used, ofNewJob, back);
      } else if (back) {
        giveBack(used, running);
      } else if (failure == null) {
        notUsed(jobId, used, spentBefore).forEach(one -> giveBack(one, 0));
      }
    }
  }

  private synchronized List<UsageStore.Used> notUsed(
      String jobId, UsageStore.Used used, Amounts spentBefore) {
    return reserved.by(jobId, used, spentBefore);
  }

  /// Makes a job once it, and room for all that it may have stored, is reserved and that is
  /// durable.
  ///
  /// @return fails with `QUOTA_EXCEEDED` or `UNAVAILABLE`, or as the making does
  public CompletableFuture<AcceptedJob> reserved(
      Submission submission, Function<Submission, CompletableFuture<AcceptedJob>> making) {
    if (unlimited) {
      return making.apply(submission);
    }
    if (shared == null) {
      return reserveJob(submission, null)
          .thenCompose(made -> making.apply(submission).whenComplete(made::keepIfNew));
    }
    AtomicReference<Reservation> made = new AtomicReference<>(nothing);
    Submission.Before first = jobId -> reserveJob(submission, jobId).thenAccept(made::set);
    return making
        .apply(submission.after(first))
        .whenComplete((accepted, failure) -> made.get().keepIfNew(accepted, failure));
  }

  private CompletableFuture<Reservation> reserveJob(Submission job, @Nullable String jobId) {
    Amounts all = Amounts.of(job.budget());
    return reserve(job.tenant(), job.keyName(), 1, all, Amounts.NOTHING, jobId);
  }

  @Override
  public <T> CompletableFuture<T> within(
      JobStore.Job job, long bytes, Supplier<CompletableFuture<T>> store) {
    if (stored.unlimited()) {
      return store.get();
    }
    if (shared != null) {
      return shared.within(job, bytes, days.today(), store);
    }
    StoredQuota.Promised promised;
    synchronized (this) {
      accounts.addWriting(job.tenant(), job.key(), bytes, days.today());
      promised = accounts.promised(job.tenant(), job.key(), bytes, days.today());
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

  /// Reserves what a raised budget of a run allows more; completes once that is durable.
  ///
  /// @return fails with `QUOTA_EXCEEDED` or `UNAVAILABLE`
  public CompletableFuture<Reservation> reserveMore(RunView run, Budget changed) {
    Amounts more = Amounts.of(changed).minus(Amounts.of(run.state().budget())).max(Amounts.NOTHING);
    return run.runId().equals(run.job().runId()) && !more.isNothing()
        ? reserve(run.job().tenant(), run.job().key(), 0, more, Amounts.NOTHING, null)
        : CompletableFuture.completedFuture(nothing);
  }

  /// Reserves what a halted run may use once it is continued, beyond what it has used; completes
  /// once that is durable. The run counts as unfinished again.
  ///
  /// @param changed its new budget
  /// @return fails with `QUOTA_EXCEEDED` or `UNAVAILABLE`
  public CompletableFuture<Reservation> reserveAgain(RunView run, Budget changed) {
    boolean counted =
        run.runId().equals(run.job().runId()) && run.state().status() == Status.HALTED;
    Amounts spent = Amounts.of(run.state().spent());
    Amounts whole = new Amounts(0, changed.maxTokens(), changed.maxCostMicros());
    return counted
        ? reserve(
            run.job().tenant(),
            run.job().key(),
            1,
            whole.minus(spent).max(Amounts.NOTHING),
            spent,
            null)
        : CompletableFuture.completedFuture(nothing);
  }

  private CompletableFuture<Reservation> reserve(
      String tenant,
      String key,
      long running,
      Amounts more,
      Amounts spentBefore,
      @Nullable String jobId) {
    if (unlimited) {
      return CompletableFuture.completedFuture(nothing);
    }
    LocalDate today = days.today();
    UsageStore.Used used =
        new UsageStore.Used(tenant, key, today, more.jobs(), more.tokens(), more.costMicros());
    if (shared != null) {
      return shared
          .reserve(used, running, jobId, today, days::refusal)
          .thenApply(
              pending -> new Reservation(used, running, spentBefore, pending, jobId != null));
    }
    StoredQuota.Promised promised;
    synchronized (this) {
      accounts.forgetIdle(today);
      require(used, running);
      add(used, running);
      promised = accounts.promised(tenant, key, jobBytes, today);
    }
    CompletableFuture<Void> room =
        running == 0 ? CompletableFuture.completedFuture(null) : stored.require(promised);
    return room.whenComplete(
            (_, failure) -> {
              if (failure != null) {
                add(used.negated(), -running);
              }
            })
        .thenCompose(_ -> reserve(used, running, spentBefore));
  }

  private CompletableFuture<Reservation> reserve(
      UsageStore.Used used, long running, Amounts spentBefore) {
    CompletableFuture<Reservation> future = new CompletableFuture<>();
    store.add(
        used,
        durable -> {
          if (durable) {
            future.completeAsync(() -> new Reservation(used, running, spentBefore, 0, false));
          } else {
            add(used.negated(), -running);
            future.completeExceptionally(
                new ConvergeException(ErrorCode.UNAVAILABLE, "the store cannot be written"));
          }
        });
    return future;
  }

  private void require(UsageStore.Used used, long running) {
    Optional<Account.Exceeded> exceeded =
        accounts.exceeded(used, running, tenantQuota, keyQuota, days.today());
    if (exceeded.isPresent()) {
      throw days.refusal(exceeded.get());
    }
  }

  /// What cannot be stored stays reserved until the month is over.
  private void giveBack(UsageStore.Used used, long running) {
    UsageStore.Used back = used.negated();
    add(back, -running);
    if (!Amounts.of(back).isNothing()) {
      store.add(back, _ -> {});
    }
  }

  @Override
  public void appended(JobStore.Job job, String runId, List<Event> events, RunState state) {
    if (unlimited || !runId.equals(job.runId()) || events.stream().noneMatch(Quotas::ends)) {
      return;
    }
    Amounts spent = Amounts.of(state.spent());
    if (shared != null) {
      giveBackRest(job, Amounts.of(state.budget()), spent);
      return;
    }
    change(job, -1);
    List<UsageStore.Used> unused;
    synchronized (this) {
      unused =
          reserved.knows(job.jobId()) || !job.createdAt().isBefore(since)
              ? reserved.ended(job.jobId(), spent)
              : List.of();
    }
    unused.forEach(one -> giveBack(one, 0));
    if (job.createdAt().isBefore(since) && unused.isEmpty() && state.epoch() == 1) {
      giveBackRest(
          job,
          state.started().map(started -> Amounts.of(started.budget())).orElse(Amounts.NOTHING),
          spent);
    }
  }

  /// An earlier process, or another server, made the reservation.
  private void giveBackRest(JobStore.Job job, Amounts reserved, Amounts spent) {
    Reservations.rest(job, reserved, spent).ifPresent(rest -> giveBack(rest, 0));
  }

  private static boolean ends(Event event) {
    return event.body() instanceof Body.RunStatus status && status.status().isFinal();
  }

  /// What was used today and this month, and what is stored; blocks for I/O.
  ///
  /// @param tenant to show alone, or `null` for all
  public UsageReport report(@Nullable String tenant) {
    List<StoredBytes.Stored> bytes = unlimited ? List.of() : jobs.stored(tenant);
    LocalDate today = days.today();
    List<UsageReport.Tenant> shown;
    if (shared != null && !unlimited) {
      shown = shared.report(tenant, store.since(today.withDayOfMonth(1)), bytes, today);
    } else {
      synchronized (this) {
        accounts.forgetIdle(today);
        shown = accounts.report(tenant, bytes, today);
      }
    }
    return new UsageReport(
        !unlimited, days.resetsAt(), days.monthResetsAt(), tenantQuota, keyQuota, shown);
  }
}
