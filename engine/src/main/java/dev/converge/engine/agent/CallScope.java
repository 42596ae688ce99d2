package dev.converge.engine.agent;

import dev.converge.core.budget.ModelCall;
import java.util.concurrent.CompletableFuture;

/// What code that answers an agent may know of the call without having been told: for log lines and
/// for the requests that it sends. Bound on the thread of the call.
public final class CallScope {
  /// The run.
  public static final ScopedValue<String> RUN_ID = ScopedValue.newInstance();

  /// The `traceparent` header of what is sent on behalf of the agent; bound if the run is traced.
  public static final ScopedValue<String> TRACE_PARENT = ScopedValue.newInstance();

  /// Gives up the place of this call among the calls in flight. A call runs this before it only
  /// waits for something that is limited elsewhere, so that other runs need not wait with it. It
  /// may be run more than once.
  public static final ScopedValue<Runnable> RELEASE = ScopedValue.newInstance();

  /// Tells the run that a request to a model is about to be sent; bound where that costs money. A
  /// request may be sent only once the answer is there, and if it is `true`: otherwise the run does
  /// not want it any more.
  public static final ScopedValue<Sending> SENDING = ScopedValue.newInstance();

  /// See [#SENDING].
  public interface Sending {
    /// Completes once it is durable that the request is about to be sent.
    ///
    /// @param call what is booked should its answer never be seen, with the outcome `lost`
    CompletableFuture<Boolean> sending(ModelCall call);
  }

  private CallScope() {}
}
