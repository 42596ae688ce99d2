package dev.converge.engine.store;

import dev.converge.core.RunState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Whether there is room for more to be stored, and what of quotas is used by it. Thread-safe.
public interface Room {
  /// There is always room.
  Room UNLIMITED =
      new Room() {
        @Override
        public <T> CompletableFuture<T> within(
            JobStore.Job job, long bytes, Supplier<CompletableFuture<T>> store) {
          return store.get();
        }

        @Override
        public List<UsageStore.Used> used(
            JobStore.Job job, String runId, @Nullable RunState before, RunState next) {
          return List.of();
        }
      };

  /// Stores something if the tenant and the key of its job may store so many bytes more.
  ///
  /// @param store completes once it is stored, and has then taken no more than that
  /// @return fails with what refuses it, or as storing it does
  <T> CompletableFuture<T> within(
      JobStore.Job job, long bytes, Supplier<CompletableFuture<T>> store);

  /// What is used more, or less, once a run stands elsewhere. It is stored together with the events
  /// that lead there, all or none, so a crash leaves nothing counted wrongly. Asked on the run's
  /// turns, so quick, and asked again if the store did not take the events.
  ///
  /// @param before where the run stands, or `null` if it begins
  List<UsageStore.Used> used(
      JobStore.Job job, String runId, @Nullable RunState before, RunState next);
}
