package dev.converge.runtime.jobs;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.converge.core.decision.RequestKey;
import dev.converge.core.json.Json;
import dev.converge.engine.run.RunView;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Idempotency;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.operations.ForkOperations;
import dev.converge.runtime.operations.ForkOperations.Forked;
import dev.converge.runtime.operations.ForkRequest;
import dev.converge.runtime.operations.JobOperations;
import dev.converge.runtime.operations.RunSelector;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.call.Operation;
import dev.converge.runtime.operations.call.ScopeCheck;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.runtime.server.Site;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// `POST …/fork` runs a job again with changes; calls that they do not affect are answered from the
/// record.
public final class ForkFeature implements Feature {
  private static final Duration MARGIN = Duration.ofSeconds(10);
  private static final String APPLIED = "preference-applied";

  private final ForkOperations operations;
  private final JobOperations jobs;

  /// For the operations that fork runs and wait for them.
  public ForkFeature(ForkOperations operations, JobOperations jobs) {
    this.operations = operations;
    this.jobs = jobs;
  }

  @Override
  public void install(Site site) {
    ServerSettings.Times times = site.settings().times();
    site.resource("/api/v1/jobs/{id}/fork")
        .withOptionalBody(
            HttpMethod.POST, (exchange, body) -> fork(exchange, body, times), RunParameters.RUN);
  }

  private HttpResponse fork(Exchange exchange, Json.Obj body, ServerSettings.Times times) {
    RequestKey key = Idempotency.of(exchange, body);
    Caller caller = RunParameters.caller(exchange);
    PreferHeader prefer = PreferHeader.of(exchange.headers());
    Duration patience = prefer.async() ? null : prefer.patience();
    if (patience != null) {
      ScopeCheck.require(caller, Operation.GET_JOB);
    }
    exchange.ctx().clearRequestTimeout();
    ForkRequest request =
        new ForkRequest(RunParameters.run(exchange), body, key == null ? null : key.key());
    return HttpResponse.of(
        operations
            .fork(caller, request)
            .thenApply(forked ->
                patience == null
                    ? answer(exchange, forked, forked.view(), null)
                    : wait(exchange, caller, forked, patience, times)));
  }

  private HttpResponse wait(
      Exchange exchange,
      Caller caller,
      Forked forked,
      Duration patience,
      ServerSettings.Times times) {
    Duration most = times.longestWait();
    Duration wait = patience.compareTo(most) > 0 ? most : patience;
    exchange.ctx().setRequestTimeout(wait.plus(MARGIN));
    return HttpResponse.of(
        jobs.await(caller, RunSelector.firstOf(forked.view().job().jobId()), wait)
            .thenApply(view -> answer(exchange, forked, view, patience)));
  }

  private static HttpResponse answer(
      Exchange exchange, Forked forked, RunView view, @Nullable Duration waited) {
    boolean over = waited != null && view.state().status().isFinal();
    ResponseHeadersBuilder headers =
        Responses.jsonHeaders(over ? HttpStatus.OK : HttpStatus.ACCEPTED)
            .set(HttpHeaderNames.LOCATION, JobJson.path(view.job().jobId()));
    if (waited != null) {
      headers.set(APPLIED, "wait=" + waited.toSeconds());
    }
    return Responses.of(
        Idempotency.mark(headers, forked.earlier()),
        over ? JobJson.job(view, exchange.console()) : JobJson.state(view, exchange.console()));
  }
}
