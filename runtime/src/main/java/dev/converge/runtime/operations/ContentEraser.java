package dev.converge.runtime.operations;

import dev.converge.engine.store.Erasure;
import java.util.concurrent.CompletableFuture;

/// Erases the content of a job.
@FunctionalInterface
public interface ContentEraser {
  /// Erases the content. Completes once that is durable.
  ///
  /// @param because at whose request
  CompletableFuture<Erasure> erase(String jobId, String because);
}
