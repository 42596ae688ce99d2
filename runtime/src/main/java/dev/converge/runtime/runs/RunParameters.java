package dev.converge.runtime.runs;

import dev.converge.runtime.auth.Principal;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.operations.RunSelector;
import dev.converge.runtime.operations.call.Caller;

/// Who sends an HTTP request, and which run it means.
public final class RunParameters {
  /// The query parameter that names a run of a job.
  public static final String RUN = "run";

  private static final String TRACE_PARENT = "traceparent";

  private RunParameters() {}

  /// Who sends a request.
  public static Caller caller(Exchange exchange) {
    Principal principal = Principal.of(exchange.ctx());
    return new Caller(
        principal.tenant(),
        principal.name(),
        principal.permissions(),
        exchange.requestId(),
        exchange.header(TRACE_PARENT));
  }

  /// The run that a request means: the first one of the job in the path, or the one that `?run=`
  /// names.
  public static RunSelector run(Exchange exchange) {
    return new RunSelector.OfJob(exchange.path("id"), exchange.query(RUN));
  }
}
