package dev.converge.engine.store;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Whether more can be stored. Thread-safe.
public interface Room {
  /// Always has room.
  Room UNLIMITED =
      new Room() {
        @Override
        public <T> CompletableFuture<T> within(
            JobStore.Job job, long bytes, Supplier<CompletableFuture<T>> store) {
          return store.get();
        }
      };

  /// Stores something if the tenant and the key of its job may store this many more bytes.
  ///
  /// @param store completes once it is stored, with at most this size
  /// @return fails with the error that refuses it, or as storing it does
  <T> CompletableFuture<T> within(
      JobStore.Job job, long bytes, Supplier<CompletableFuture<T>> store);
}
