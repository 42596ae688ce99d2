package dev.converge.runtime.operations.call;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The only place through which every call of an operation passes. Thread-safe.
public final class Entrance {
  private final List<Interceptor> interceptors;

  /// With interceptors, which see each call in this order.
  public Entrance(List<Interceptor> interceptors) {
    this.interceptors = List.copyOf(interceptors);
  }

  /// Runs an operation that is complete when it returns.
  public <T> T call(Caller caller, Operation operation, String target, Supplier<T> work) {
    return call(caller, operation, target, work, _ -> "");
  }

  /// The same for an operation whose result contains details.
  ///
  /// @param detail of a result, for people
  public <T> T call(
      Caller caller,
      Operation operation,
      String target,
      Supplier<T> work,
      Function<T, String> detail) {
    Call call = new Call(caller, operation, target);
    try {
      before(call);
      T result = work.get();
      after(call.done(detail.apply(result)), null);
      return result;
    } catch (RuntimeException e) {
      after(call, e);
      throw e;
    }
  }

  /// Starts an operation that is complete when its future completes.
  public <T> CompletableFuture<T> start(
      Caller caller, Operation operation, String target, Supplier<CompletableFuture<T>> work) {
    Call call = new Call(caller, operation, target);
    CompletableFuture<T> result;
    try {
      before(call);
      result = work.get();
    } catch (RuntimeException e) {
      after(call, e);
      throw e;
    }
    return result.whenComplete((_, failure) -> after(call, unwrapped(failure)));
  }

  private static @Nullable Throwable unwrapped(@Nullable Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private void before(Call call) {
    interceptors.forEach(interceptor -> interceptor.before(call));
  }

  private void after(Call call, @Nullable Throwable failure) {
    interceptors.forEach(interceptor -> interceptor.after(call, failure));
  }
}
