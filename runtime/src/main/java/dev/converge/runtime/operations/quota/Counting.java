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

/// Counts the usage of tenants and keys. Thread-safe.
sealed interface Counting permits OwnQuotas, SharedQuotas {
  /// Reserves. Completes once nobody else can have it.
  ///
  /// @param running 1 if it is for a job that will be unfinished
  /// @param jobId of the job to create, or `null` if it exists
  /// @return fails with `QUOTA_EXCEEDED` or `UNAVAILABLE`
  CompletableFuture<Reservation> reserve(Used used, long running, @Nullable String jobId);

  /// Stores bytes if they fit.
  <T> CompletableFuture<T> within(
      JobStore.Job job, long bytes, Supplier<CompletableFuture<T>> store);

  /// The changes to store with events of a job's first run.
  ///
  /// @param before the previous state of the run, or `null` if it starts
  List<Used> used(JobStore.Job job, @Nullable RunState before, RunState next);

  /// Events are stored, with the last result of [#used].
  ///
  /// @param first whether the job was stored with them
  void appended(JobStore.Job job, boolean first);

  /// Today's and this month's usage. Blocks for I/O.
  ///
  /// @param tenant to show, or `null` for all
  List<UsageReport.Tenant> report(@Nullable String tenant, List<Stored> bytes);
}
