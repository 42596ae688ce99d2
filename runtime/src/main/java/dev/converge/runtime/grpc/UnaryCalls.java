package dev.converge.runtime.grpc;

import dev.converge.runtime.grpc.message.ErrorStatus;
import dev.converge.runtime.operations.call.Caller;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;

/// Answers calls of one request and one response, on a virtual thread each.
final class UnaryCalls {
  private final Executor executor;

  UnaryCalls(Executor executor) {
    this.executor = executor;
  }

  /// What makes the response; may block.
  @FunctionalInterface
  interface Work<T> {
    /// The response to a caller.
    T answer(Caller caller);
  }

  /// Answers a call; called while the call starts. A client that has gone is not told.
  <T> void answer(StreamObserver<T> observer, Work<T> work) {
    ServerCallStreamObserver<T> out = (ServerCallStreamObserver<T>) observer;
    out.setOnCancelHandler(() -> {});
    Caller caller = Callers.current();
    executor.execute(() -> {
      T response;
      try {
        response = work.answer(caller);
      } catch (RuntimeException | Error e) {
        out.onError(ErrorStatus.of(e, caller.requestId()).exception());
        return;
      }
      out.onNext(response);
      out.onCompleted();
    });
  }
}
