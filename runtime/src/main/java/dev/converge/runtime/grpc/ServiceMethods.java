package dev.converge.runtime.grpc;

import dev.converge.proto.ConvergeServiceGrpc;
import dev.converge.runtime.grpc.message.ErrorStatus;
import dev.converge.runtime.operations.call.Caller;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;

/// The methods of the service and their handlers. Methods are called on the event loop and never
/// block. The work is done on virtual threads.
final class ServiceMethods {
  private final Executor executor;
  private final ServerServiceDefinition.Builder service =
      ServerServiceDefinition.builder(ConvergeServiceGrpc.getServiceDescriptor());

  ServiceMethods(Executor executor) {
    this.executor = executor;
  }

  /// A method with one request and one response, which is computed on a virtual thread and may
  /// block. A client that has disconnected gets no response.
  <Q, A> void unary(MethodDescriptor<Q, A> method, BiFunction<Caller, Q, A> answer) {
    service.addMethod(
        method,
        ServerCalls.asyncUnaryCall(
            (request, out) -> answer(streaming(out), caller -> answer.apply(caller, request))));
  }

  private <A> void answer(ServerCallStreamObserver<A> out, Function<Caller, A> answer) {
    out.setOnCancelHandler(() -> {});
    Caller caller = Callers.current();
    executor.execute(() -> {
      A response;
      try {
        response = answer.apply(caller);
      } catch (RuntimeException | Error e) {
        out.onError(ErrorStatus.of(e, caller.requestId()).exception());
        return;
      }
      out.onNext(response);
      out.onCompleted();
    });
  }

  /// A method with one request and a stream of responses, which starts while the call starts.
  <Q, A> void stream(
      MethodDescriptor<Q, A> method, BiConsumer<Q, ServerCallStreamObserver<A>> begin) {
    service.addMethod(
        method,
        ServerCalls.asyncServerStreamingCall(
            (request, out) -> begin.accept(request, streaming(out))));
  }

  /// A method with a stream of requests and a stream of responses.
  <Q, A> void conversation(
      MethodDescriptor<Q, A> method,
      Function<ServerCallStreamObserver<A>, StreamObserver<Q>> begin) {
    service.addMethod(
        method, ServerCalls.asyncBidiStreamingCall(out -> begin.apply(streaming(out))));
  }

  private static <A> ServerCallStreamObserver<A> streaming(StreamObserver<A> observer) {
    return (ServerCallStreamObserver<A>) observer;
  }

  /// The service.
  ///
  /// @throws IllegalStateException if a method of the contract has no handler
  ServerServiceDefinition whole() {
    return service.build();
  }
}
