package dev.converge.runtime.grpc;

import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/// Ends the streams of services that cannot end them themselves, such as `Watch` of
/// `grpc.health.v1`: when the server shuts down, they get `UNAVAILABLE`. Thread-safe.
final class EndedCalls implements ServerInterceptor {
  private final OpenStreams open;

  EndedCalls(OpenStreams open) {
    this.open = open;
  }

  @Override
  public <I, O> ServerCall.Listener<I> interceptCall(
      ServerCall<I, O> call, Metadata headers, ServerCallHandler<I, O> next) {
    if (call.getMethodDescriptor().getType() == MethodDescriptor.MethodType.UNARY) {
      return next.startCall(call, headers);
    }
    Endable<I, O> endable = new Endable<>(call);
    Runnable ending = endable::end;
    open.add(ending);
    return new ForwardingServerCallListener.SimpleForwardingServerCallListener<>(
        next.startCall(endable, headers)) {
      @Override
      public void onCancel() {
        open.remove(ending);
        super.onCancel();
      }

      @Override
      public void onComplete() {
        open.remove(ending);
        super.onComplete();
      }
    };
  }

  /// A call that ends once, whoever ends it. What its service sends later is dropped.
  private static final class Endable<I, O>
      extends ForwardingServerCall.SimpleForwardingServerCall<I, O> {
    private boolean closed;

    Endable(ServerCall<I, O> delegate) {
      super(delegate);
    }

    void end() {
      close(Status.UNAVAILABLE.withDescription("the server is shutting down"), new Metadata());
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
      if (!closed) {
        super.sendHeaders(headers);
      }
    }

    @Override
    public synchronized void sendMessage(O message) {
      if (!closed) {
        super.sendMessage(message);
      }
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
      if (!closed) {
        closed = true;
        super.close(status, trailers);
      }
    }
  }
}
