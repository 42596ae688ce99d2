package dev.converge.engine;

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

  private CallScope() {}
}
