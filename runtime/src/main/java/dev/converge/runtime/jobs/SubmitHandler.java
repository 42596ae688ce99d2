package dev.converge.runtime.jobs;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.converge.core.decision.RequestKey;
import dev.converge.core.json.Json;
import dev.converge.engine.AcceptedJob;
import dev.converge.engine.run.RunView;
import dev.converge.runtime.http.ConsoleLinks;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Idempotency;
import dev.converge.runtime.http.Resource;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.operations.EventOperations;
import dev.converge.runtime.operations.JobOperations;
import dev.converge.runtime.operations.RunSelector;
import dev.converge.runtime.operations.call.Caller;
import dev.converge.runtime.operations.call.Operation;
import dev.converge.runtime.operations.call.ScopeCheck;
import dev.converge.runtime.operations.submission.JobCheck;
import dev.converge.runtime.operations.submission.SubmitRequest;
import dev.converge.runtime.operations.submission.SubmitResult;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.runtime.streams.Streams;
import java.time.Duration;

/// `POST /api/v1/jobs` accepts a job and responds once it is durable, or streams its run.
public final class SubmitHandler {
  private static final Duration MARGIN = Duration.ofSeconds(10);
  static final String DRY_RUN = "dry_run";
  private static final String APPLIED = "preference-applied";

  private final JobOperations operations;
  private final EventOperations events;
  private final Streams streams;

  /// For the operations that submit and follow jobs.
  public SubmitHandler(JobOperations operations, EventOperations events, Streams streams) {
    this.operations = operations;
    this.events = events;
    this.streams = streams;
  }

  /// With a separate media type, so that clients never mistake it for a job.
  private static HttpResponse checked(JobCheck check) {
    return Responses.of(
        Responses.jsonHeaders(HttpStatus.OK).set(HttpHeaderNames.CONTENT_TYPE, JobCheckJson.TYPE),
        JobCheckJson.of(check));
  }

  HttpResponse handle(Exchange exchange, Json.Obj body, ServerSettings.Times times) {
    if (exchange.flag(DRY_RUN)) {
      SubmitRequest asked = new SubmitRequest(body, null);
      return HttpResponse.of(
          operations
              .check(RunParameters.caller(exchange), asked)
              .thenApply(SubmitHandler::checked));
    }
    PreferHeader prefer = PreferHeader.of(exchange.headers());
    RequestKey key = Idempotency.of(exchange, body);
    Caller caller = RunParameters.caller(exchange);
    boolean stream = exchange.offer().equals(Resource.EVENT_STREAM);
    boolean waits = prefer.patience() != null && !prefer.async();
    if (stream) {
      ScopeCheck.require(caller, Operation.READ_EVENTS);
    } else if (waits) {
      ScopeCheck.require(caller, Operation.GET_JOB);
    }
    return HttpResponse.of(
        operations
            .submit(caller, new SubmitRequest(body, key == null ? null : key.key()))
            .thenApply(submitted -> {
              if (stream) {
                return stream(exchange, caller, submitted, times);
              }
              return waits
                  ? wait(exchange, caller, submitted, prefer, times)
                  : accepted(exchange, submitted.accepted(), prefer);
            }));
  }

  private static HttpResponse accepted(
      Exchange exchange, AcceptedJob accepted, PreferHeader prefer) {
    ResponseHeadersBuilder headers = headers(HttpStatus.ACCEPTED, accepted);
    if (prefer.async()) {
      headers.set(APPLIED, "respond-async");
    }
    return Responses.of(headers, JobJson.accepted(accepted, exchange.console()));
  }

  private static ResponseHeadersBuilder headers(HttpStatus status, AcceptedJob accepted) {
    ResponseHeadersBuilder headers =
        Responses.jsonHeaders(status)
            .set(HttpHeaderNames.LOCATION, JobJson.path(accepted.job().jobId()));
    return Idempotency.mark(headers, accepted.earlier());
  }

  /// The result if the run is final in time. A wait that is over is not an error and ends nothing.
  private HttpResponse wait(
      Exchange exchange,
      Caller caller,
      SubmitResult submitted,
      PreferHeader prefer,
      ServerSettings.Times times) {
    AcceptedJob accepted = submitted.accepted();
    Duration asked = prefer.patience() == null ? Duration.ZERO : prefer.patience();
    Duration wait = asked.compareTo(times.longestWait()) > 0 ? times.longestWait() : asked;
    exchange.ctx().setRequestTimeout(wait.plus(MARGIN));
    if (submitted.cancelOnDisconnect()) {
      String runId = accepted.job().runId();
      exchange.ctx().whenRequestCancelled().thenAccept(_ -> operations.cancelDisconnected(runId));
    }
    return HttpResponse.of(
        operations
            .await(caller, RunSelector.firstOf(accepted.job().jobId()), wait)
            .thenApply(view -> {
              boolean over = view.state().status().isFinal();
              ResponseHeadersBuilder headers =
                  headers(over ? HttpStatus.OK : HttpStatus.ACCEPTED, accepted)
                      .set(APPLIED, "wait=" + asked.toSeconds());
              ConsoleLinks console = exchange.console();
              return Responses.of(
                  headers,
                  over
                      ? JobJson.job(view, console)
                      : JobJson.accepted(asItIs(accepted, view), console));
            }));
  }

  private static AcceptedJob asItIs(AcceptedJob accepted, RunView view) {
    return new AcceptedJob(
        accepted.job(), view.state().status(), view.state().sequence(), accepted.earlier());
  }

  private HttpResponse stream(
      Exchange exchange, Caller caller, SubmitResult submitted, ServerSettings.Times times) {
    AcceptedJob accepted = submitted.accepted();
    String runId = accepted.job().runId();
    Streams.WhenEnded whenEnded =
        finished -> {
          if (submitted.cancelOnDisconnect() && !finished) {
            operations.cancelDisconnected(runId);
          }
        };
    return streams.answer(
        exchange,
        times,
        runId,
        events.follow(caller, RunSelector.firstOf(accepted.job().jobId()), 0).feed(),
        null,
        headers -> {
          headers.set(HttpHeaderNames.LOCATION, JobJson.path(accepted.job().jobId()));
          Idempotency.mark(headers, accepted.earlier());
        },
        whenEnded);
  }
}
