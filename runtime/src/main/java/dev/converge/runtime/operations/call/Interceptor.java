package dev.converge.runtime.operations.call;

import org.jspecify.annotations.Nullable;

/// Sees every call of every operation, over every transport: the place for permissions, the audit
/// log and metrics. Implementations are thread-safe and never block.
public interface Interceptor {
  /// Called before the operation checks anything. To refuse the call, throw a
  /// [dev.converge.engine.error.ConvergeException], for example with `FORBIDDEN`.
  default void before(Call call) {}

  /// Called once after the operation has ended or was refused.
  ///
  /// @param failure the error for the caller, or `null` if the operation succeeded
  default void after(Call call, @Nullable Throwable failure) {}
}
