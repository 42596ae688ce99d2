package dev.converge.runtime.jobs;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.converge.engine.run.RunView;
import dev.converge.runtime.http.EntityTag;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Resource;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.operations.JobOperations;
import dev.converge.runtime.operations.RunSelector;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.runtime.server.Site;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// Jobs and their facts.
public final class JobsFeature implements Feature {
  private static final Duration MARGIN = Duration.ofSeconds(10);
  private final JobOperations operations;
  private final SubmitHandler submit;
  private final Runnable drain;

  /// For the operations that read jobs.
  ///
  /// @param drain called when the server begins to shut down
  public JobsFeature(JobOperations operations, SubmitHandler submit, Runnable drain) {
    this.operations = operations;
    this.submit = submit;
    this.drain = drain;
  }

  @Override
  public void install(Site site) {
    ServerSettings.Times times = site.settings().times();
    site.onDrain(drain);
    JobLists list = new JobLists(operations);
    site.resource("/api/v1/jobs")
        .produces(Resource.JSON, Resource.EVENT_STREAM)
        .getBlocking(list::jobs, JobLists.FILTERS)
        .withBody(
            HttpMethod.POST,
            (exchange, body) -> submit.handle(exchange, body, times),
            SubmitHandler.DRY_RUN);
    site.resource("/api/v1/jobs/{id}")
        .getBlocking(exchange -> job(exchange, times), RunParameters.RUN, "wait");
    site.resource("/api/v1/jobs/summary").getBlocking(list::summary, "since");
    site.resource("/api/v1/jobs/{id}/submission").getBlocking(list::submission);
    site.resource("/api/v1/jobs/{id}/runs").getBlocking(list::runs);
    site.resource("/api/v1/jobs/{id}/facts").getBlocking(this::facts, RunParameters.RUN);
  }

  private HttpResponse job(Exchange exchange, ServerSettings.Times times) {
    Duration wait = exchange.queryDuration("wait", times.longestWait());
    Caller caller = RunParameters.caller(exchange);
    RunSelector run = RunParameters.run(exchange);
    if (wait.isZero()) {
      return shown(exchange, operations.get(caller, run));
    }
    exchange.ctx().setRequestTimeout(wait.plus(MARGIN));
    CompletableFuture<RunView> over = operations.await(caller, run, wait);
    return HttpResponse.of(over.thenApply(view -> shown(exchange, view)));
  }

  /// The tag follows the run's last event: a run without new events has not changed, apart from its
  /// position if it waits for its turn.
  private static HttpResponse shown(Exchange exchange, RunView view) {
    EntityTag tag = EntityTag.of(view.runId() + "-" + view.state().sequence() + place(view));
    ResponseHeadersBuilder headers =
        Responses.jsonHeaders(HttpStatus.OK)
            .set(HttpHeaderNames.CACHE_CONTROL, "private, no-cache")
            .set(HttpHeaderNames.ETAG, tag.value());
    if (tag.isKnownTo(exchange)) {
      headers.status(HttpStatus.NOT_MODIFIED).remove(HttpHeaderNames.CONTENT_TYPE);
      return HttpResponse.of(headers.build());
    }
    return Responses.of(headers, JobJson.job(view, exchange.console()));
  }

  private static String place(RunView view) {
    return view.position() == 0 ? "" : "-" + view.position();
  }

  private HttpResponse facts(Exchange exchange) {
    RunView view = operations.facts(RunParameters.caller(exchange), RunParameters.run(exchange));
    return Responses.json(JobJson.facts(view));
  }
}
