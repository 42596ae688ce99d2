package dev.converge.runtime.operations.quota;

import dev.converge.core.RunState;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.SharedUsage;
import dev.converge.engine.store.SharedUsage.Answer;
import dev.converge.engine.store.SharedUsage.Ask;
import dev.converge.engine.store.SharedUsage.Standing;
import dev.converge.engine.store.SharedUsage.Unfinished;
import dev.converge.engine.store.StoredBytes.Stored;
import dev.converge.engine.store.UsageStore;
import dev.converge.engine.store.UsageStore.Used;
import dev.converge.runtime.operations.quota.Reservations.Reservation;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Quotas of a store that several servers share: the store counts, and decides one reservation of a
/// tenant after the other. Nothing is remembered here, because a job can end at another server than
/// the one that it was submitted to. Thread-safe.
final class SharedQuotas implements Counting {
  private final UsageStore store;
  private final SharedUsage usage;
  private final Quota tenantQuota;
  private final Quota keyQuota;
  private final StoredQuota stored;
  private final long jobBytes;
  private final boolean countsJobs;
  private final QuotaDays days;

  /// @param usage of the store
  SharedQuotas(
      UsageStore store,
      SharedUsage usage,
      Quota tenantQuota,
      Quota keyQuota,
      StoredQuota stored,
      long jobBytes,
      QuotaDays days) {
    this.store = store;
    this.usage = usage;
    this.tenantQuota = tenantQuota;
    this.keyQuota = keyQuota;
    this.stored = stored;
    this.days = days;
    this.jobBytes = stored.unlimited() ? 0 : jobBytes;
    this.countsJobs =
        !stored.unlimited()
            || tenantQuota.running() != Quota.UNLIMITED
            || keyQuota.running() != Quota.UNLIMITED;
  }

  /// What fits, and was reserved.
  private record Reserved(long number, StoredQuota.Promised promised) {}

  @Override
  public CompletableFuture<Reservation> reserve(Used used, long running, @Nullable String jobId) {
    LocalDate today = days.today();
    Ask ask = new Ask(used, countsJobs ? running : 0, 0, today.withDayOfMonth(1));
    return reserve(
            ask,
            running == 0 ? 0 : jobBytes,
            today,
            accounts ->
                accounts.exceeded(used, running, tenantQuota, keyQuota, today).map(days::refusal))
        .thenCompose(reserved ->
            running == 0
                ? CompletableFuture.completedFuture(reserved.number())
                : required(reserved))
        .thenApply(number -> _ -> usage.settled(number));
  }

  @Override
  public <T> CompletableFuture<T> within(
      JobStore.Job job, long bytes, Supplier<CompletableFuture<T>> store) {
    LocalDate today = days.today();
    Used nothing = Reservations.change(job, today, Amounts.NOTHING);
    return reserve(new Ask(nothing, 0, bytes, today), bytes, today, _ -> Optional.empty())
        .thenCompose(reserved -> required(reserved))
        .thenCompose(number -> store.get().whenComplete((_, _) -> usage.settled(number)));
  }

  @Override
  public List<Used> used(JobStore.Job job, @Nullable RunState before, RunState next) {
    return Reservations.changes(job, before, next, days.today(), List.of());
  }

  @Override
  public void appended(JobStore.Job job, boolean first) {}

  private CompletableFuture<Long> required(Reserved reserved) {
    return stored
        .require(reserved.promised())
        .thenApply(_ -> reserved.number())
        .whenComplete((_, failure) -> {
          if (failure != null) {
            usage.settled(reserved.number());
          }
        });
  }

  private CompletableFuture<Reserved> reserve(
      Ask ask,
      long bytes,
      LocalDate today,
      Function<Accounts, Optional<RuntimeException>> exceeded) {
    AtomicReference<@Nullable RuntimeException> refused = new AtomicReference<>();
    AtomicReference<StoredQuota.@Nullable Promised> promised = new AtomicReference<>();
    CompletableFuture<Reserved> future = new CompletableFuture<>();
    Used used = ask.change();
    usage.reserve(
        ask,
        standing -> {
          Accounts accounts = accounts(standing, today);
          refused.set(exceeded.apply(accounts).orElse(null));
          accounts.add(nothing(used), ask.jobs(), today);
          accounts.addWriting(used.tenant(), used.key(), ask.bytes(), today);
          promised.set(accounts.promised(used.tenant(), used.key(), bytes, today));
          return refused.get() == null;
        },
        answer -> future.completeAsync(() -> reserved(answer, refused.get(), promised.get())));
    return future;
  }

  private static Reserved reserved(
      Answer answer, @Nullable RuntimeException refused, StoredQuota.@Nullable Promised promised) {
    if (answer instanceof Answer.Reserved reserved && promised != null) {
      return new Reserved(reserved.number(), promised);
    }
    if (answer instanceof Answer.Refused && refused != null) {
      throw refused;
    }
    throw new ConvergeException(ErrorCode.UNAVAILABLE, "the store cannot be written");
  }

  /// The accounts as all servers have them together.
  private Accounts accounts(Standing standing, LocalDate today) {
    Accounts accounts = new Accounts(jobBytes);
    standing.used().forEach(used -> accounts.add(used, 0, today));
    for (Unfinished one : standing.unfinished()) {
      Used nothing = new Used(one.tenant(), one.key(), today, 0, 0, 0);
      accounts.add(nothing, one.jobs(), today);
      accounts.addWriting(one.tenant(), one.key(), one.bytes(), today);
    }
    return accounts;
  }

  private static Used nothing(Used like) {
    return new Used(like.tenant(), like.key(), like.day(), 0, 0, 0);
  }

  @Override
  public List<UsageReport.Tenant> report(@Nullable String tenant, List<Stored> bytes) {
    LocalDate today = days.today();
    List<Used> used = store.since(today.withDayOfMonth(1));
    return accounts(new Standing(used, usage.unfinished(tenant)), today)
        .report(tenant, bytes, today);
  }
}
