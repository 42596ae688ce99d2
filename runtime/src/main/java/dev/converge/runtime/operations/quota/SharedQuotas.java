package dev.converge.runtime.operations.quota;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.SharedUsage;
import dev.converge.engine.store.SharedUsage.Answer;
import dev.converge.engine.store.SharedUsage.Ask;
import dev.converge.engine.store.SharedUsage.Standing;
import dev.converge.engine.store.SharedUsage.Unfinished;
import dev.converge.engine.store.StoredBytes.Stored;
import dev.converge.engine.store.UsageStore.Used;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Quotas of a store that several servers share: the store counts, and decides one reservation of a
/// tenant after the other. Nothing is remembered here, because a job can end at another server than
/// the one that it was submitted to. Thread-safe.
final class SharedQuotas {
  private final SharedUsage usage;
  private final Consumer<Used> giveBack;
  private final Quota tenantQuota;
  private final Quota keyQuota;
  private final StoredQuota stored;
  private final long jobBytes;
  private final boolean countsJobs;

  /// @param giveBack takes what was used off what is stored
  SharedQuotas(
      SharedUsage usage,
      Consumer<Used> giveBack,
      Quota tenantQuota,
      Quota keyQuota,
      StoredQuota stored,
      long jobBytes) {
    this.usage = usage;
    this.giveBack = giveBack;
    this.tenantQuota = tenantQuota;
    this.keyQuota = keyQuota;
    this.stored = stored;
    this.jobBytes = stored.unlimited() ? 0 : jobBytes;
    this.countsJobs =
        !stored.unlimited()
            || tenantQuota.running() != Quota.UNLIMITED
            || keyQuota.running() != Quota.UNLIMITED;
  }

  /// What fits, and was reserved.
  private record Reserved(Used used, long number, StoredQuota.Promised promised) {}

  /// Reserves; completes once that is durable.
  ///
  /// @param running 1 if it is for a job that will be unfinished
  /// @param jobId of the job that is to be made, or `null` if it is there
  /// @param refusal says what does not fit
  /// @return the number to settle; fails with `QUOTA_EXCEEDED` or `UNAVAILABLE`
  CompletableFuture<Long> reserve(
      Used used,
      long running,
      @Nullable String jobId,
      LocalDate today,
      Function<Account.Exceeded, RuntimeException> refusal) {
    Ask ask = new Ask(used, countsJobs ? running : 0, 0, today.withDayOfMonth(1), jobId);
    return reserve(
            ask,
            running == 0 ? 0 : jobBytes,
            today,
            accounts -> accounts.exceeded(used, running, tenantQuota, keyQuota, today).map(refusal))
        .thenCompose(reserved ->
            running == 0
                ? CompletableFuture.completedFuture(reserved.number())
                : required(reserved, jobId != null));
  }

  /// Stores bytes, if there is room for them.
  <T> CompletableFuture<T> within(
      JobStore.Job job, long bytes, LocalDate today, Supplier<CompletableFuture<T>> store) {
    Used nothing = new Used(job.tenant(), job.key(), today, 0, 0, 0);
    return reserve(new Ask(nothing, 0, bytes, today, null), bytes, today, _ -> Optional.empty())
        .thenCompose(reserved -> required(reserved, false))
        .thenCompose(number -> store.get().whenComplete((_, _) -> usage.settled(number)));
  }

  private CompletableFuture<Long> required(Reserved reserved, boolean ofNewJob) {
    return stored
        .require(reserved.promised())
        .thenApply(_ -> reserved.number())
        .whenComplete((_, failure) -> {
          if (failure != null) {
            settle(reserved.number(), reserved.used(), ofNewJob, true);
          }
        });
  }

  /// What was reserved is used, or may be; or it is not, and is given back.
  ///
  /// @param ofNewJob whether it was reserved for a job that was to be made
  void settle(long number, Used used, boolean ofNewJob, boolean back) {
    if (!ofNewJob) {
      usage.settled(number);
      if (back) {
        giveBack.accept(used);
      }
    } else if (back) {
      usage.notMade(number);
    } else {
      usage.made(number, used);
    }
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
        answer ->
            future.completeAsync(() -> reserved(answer, used, refused.get(), promised.get())));
    return future;
  }

  private static Reserved reserved(
      Answer answer,
      Used used,
      @Nullable RuntimeException refused,
      StoredQuota.@Nullable Promised promised) {
    if (answer instanceof Answer.Reserved reserved && promised != null) {
      return new Reserved(used, reserved.number(), promised);
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

  /// What was used, and is stored, by tenant and key; blocks for I/O.
  ///
  /// @param tenant to show alone, or `null` for all
  List<UsageReport.Tenant> report(
      @Nullable String tenant, List<Used> used, List<Stored> bytes, LocalDate today) {
    return accounts(new Standing(used, usage.unfinished(tenant)), today)
        .report(tenant, bytes, today);
  }
}
