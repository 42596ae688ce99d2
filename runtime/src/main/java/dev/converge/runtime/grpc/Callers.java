package dev.converge.runtime.grpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.converge.runtime.auth.Principal;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.problems.RequestIds;
import dev.converge.runtime.tracing.TraceParent;

/// The caller of a gRPC call.
final class Callers {
  private Callers() {}

  /// The caller of the call that this thread handles.
  static Caller current() {
    ServiceRequestContext ctx = ServiceRequestContext.current();
    Principal principal = Principal.of(ctx);
    return new Caller(
        principal.tenant(),
        principal.name(),
        principal.permissions(),
        RequestIds.of(ctx),
        ctx.request().headers().get(TraceParent.HEADER));
  }
}
