package dev.converge.engine.store;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Whether there is room for more to be stored. Thread-safe.
public interface Room {
  /// There is always room.
  Room UNLIMITED =
      new Room() {
        @Override
        public <T> CompletableFuture<T> within(
            JobStore.Job job, long bytes, Supplier<CompletableFuture<T>> store) {
          return store.get();
        }
      };

  /// Stores something if the tenant and the key of its job may store so many bytes more.
  ///
  /// @param store completes once it is stored, and has then taken no more than that
  /// @return fails with what refuses it, or as storing it does
  <T> CompletableFuture<T> within(
      JobStore.Job job, long bytes, Supplier<CompletableFuture<T>> store);
}
