package dev.converge.runtime.runs;

import dev.converge.runtime.auth.Principal;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.operations.RunSelector;
import dev.converge.runtime.operations.call.Caller;

/// The caller of an HTTP request, and the run that it names.
public final class RunParameters {
  /// The query parameter that names a run of a job.
  public static final String RUN = "run";

  private static final String TRACE_PARENT = "traceparent";

  private RunParameters() {}

  /// The caller of a request.
  public static Caller caller(Exchange exchange) {
    Principal principal = Principal.of(exchange.ctx());
    return new Caller(
        principal.tenant(),
        principal.name(),
        principal.permissions(),
        exchange.requestId(),
        exchange.header(TRACE_PARENT));
  }

  /// The run that a request names: the first one of the job in the path, or the one in `?run=`.
  public static RunSelector run(Exchange exchange) {
    return new RunSelector.OfJob(exchange.path("id"), exchange.query(RUN));
  }
}
