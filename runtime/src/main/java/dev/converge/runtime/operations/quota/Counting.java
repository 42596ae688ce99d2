package dev.converge.runtime.operations.quota;

import dev.converge.core.RunState;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.StoredBytes.Stored;
import dev.converge.engine.store.UsageStore.Used;
import dev.converge.runtime.operations.quota.Reservations.Reservation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Counts what tenants and keys use. Thread-safe.
sealed interface Counting permits OwnQuotas, SharedQuotas {
  /// Reserves; completes once nobody else can have it.
  ///
  /// @param running 1 if it is for a job that will be unfinished
  /// @param jobId of the job that is to be made, or `null` if it is there
  /// @return fails with `QUOTA_EXCEEDED` or `UNAVAILABLE`
  CompletableFuture<Reservation> reserve(Used used, long running, @Nullable String jobId);

  /// Stores bytes, if there is room for them.
  <T> CompletableFuture<T> within(
      JobStore.Job job, long bytes, Supplier<CompletableFuture<T>> store);

  /// What is to be stored with events of a job's first run.
  ///
  /// @param before where the run stands, or `null` if it begins
  List<Used> used(JobStore.Job job, @Nullable RunState before, RunState next);

  /// Events are stored, with what [#used] said last.
  ///
  /// @param first whether the job was stored with them
  void appended(JobStore.Job job, boolean first);

  /// What was used today and this month; blocks for I/O.
  ///
  /// @param tenant to show alone, or `null` for all
  List<UsageReport.Tenant> report(@Nullable String tenant, List<Stored> bytes);
}
