package dev.converge.runtime.grpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.converge.runtime.auth.Principal;
import dev.converge.runtime.problems.RequestIds;
import dev.converge.runtime.tracing.TraceParent;
import org.jspecify.annotations.Nullable;

/// Who calls, and the id under which the log knows the call.
///
/// @param principal who
/// @param incident the request's id
/// @param traceParent the trace that the request belongs to, or `null`
record Caller(Principal principal, String incident, @Nullable String traceParent) {
  private static final String NOBODY = "anonymous";

  /// Of the call that is being handled on this thread.
  static Caller current() {
    ServiceRequestContext ctx = ServiceRequestContext.current();
    return new Caller(
        Principal.of(ctx), RequestIds.of(ctx), ctx.request().headers().get(TraceParent.HEADER));
  }

  String tenant() {
    return principal.tenant();
  }

  /// The actor of an input: the principal; without authentication the name that the request claims.
  String actor(String claimed) {
    return principal.actor().orElse(claimed.isEmpty() ? NOBODY : claimed);
  }

  /// Whether the actor is only claimed.
  boolean asserted() {
    return principal.actor().isEmpty();
  }
}
