package dev.converge.engine.agent;

import dev.converge.core.budget.ModelCall;
import java.util.concurrent.CompletableFuture;

/// Information about the current call for code that answers an agent, for log lines and for the
/// requests that it sends. Bound on the thread of the call.
public final class CallScope {
  /// The run.
  public static final ScopedValue<String> RUN_ID = ScopedValue.newInstance();

  /// The `traceparent` header for requests sent for the agent; bound if the run is traced.
  public static final ScopedValue<String> TRACE_PARENT = ScopedValue.newInstance();

  /// Gives up the place of this call among the calls in progress. A call runs this before it only
  /// waits for something that is limited elsewhere, so that other runs need not wait with it. Can
  /// be run more than once.
  public static final ScopedValue<Runnable> RELEASE = ScopedValue.newInstance();

  /// Notifies the run that a request to a model is about to be sent; bound if that costs money. A
  /// request may be sent only after the response, and only if the response is `true`. Otherwise the
  /// run no longer wants it.
  public static final ScopedValue<Sending> SENDING = ScopedValue.newInstance();

  /// See [#SENDING].
  public interface Sending {
    /// Completes once the intention to send the request is durable.
    ///
    /// @param call booked with the outcome `lost` if its answer is never seen
    CompletableFuture<Boolean> sending(ModelCall call);
  }

  private CallScope() {}
}
