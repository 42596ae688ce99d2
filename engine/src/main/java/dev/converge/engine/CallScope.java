package dev.converge.engine;

/// What code that answers an agent may know of the call without having been told: for log lines and
/// for the requests that it sends. Bound on the thread of the call.
public final class CallScope {
  /// The run.
  public static final ScopedValue<String> RUN_ID = ScopedValue.newInstance();

  /// The `traceparent` header of what is sent on behalf of the agent; bound if the run is traced.
  public static final ScopedValue<String> TRACE_PARENT = ScopedValue.newInstance();

  private CallScope() {}
}
