package dev.converge.runtime.jobs;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.converge.core.Core;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RequestKey;
import dev.converge.core.RunState;
import dev.converge.core.json.Json;
import dev.converge.engine.Accepted;
import dev.converge.engine.Engine;
import dev.converge.engine.JobStore;
import dev.converge.engine.Submission;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Idempotency;
import dev.converge.runtime.http.Resource;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.runs.Runs;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.runtime.streams.Streams;
import dev.converge.runtime.tracing.TraceParent;
import java.time.Duration;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/jobs`: takes in a job and answers once it is durable, or streams its run.
public final class Submit {
  private static final Duration MARGIN = Duration.ofSeconds(10);
  private static final String APPLIED = "preference-applied";

  private final Engine engine;
  private final Runs runs;
  private final Streams streams;
  private final SubmissionReader reader;

  /// Submits to an engine.
  public Submit(Engine engine, Runs runs, Streams streams, SubmissionReader reader) {
    this.engine = engine;
    this.runs = runs;
    this.streams = streams;
    this.reader = reader;
  }

  HttpResponse handle(Exchange exchange, Json.Obj body, ServerSettings.Times times) {
    Prefer prefer = Prefer.of(exchange.headers());
    SubmissionReader.Read read = reader.read(Runs.tenant(exchange), body, key(exchange, body));
    boolean stream = exchange.offer().equals(Resource.EVENT_STREAM);
    return HttpResponse.of(
        engine
            .submit(TraceParent.keep(read.submission(), exchange.header(TraceParent.HEADER)))
            .thenApply(now -> {
              Accepted accepted = now.earlier() ? atFirst(now, read.submission()) : now;
              runs.remember(accepted.job());
              if (stream) {
                return stream(exchange, accepted, read.cancelOnDisconnect(), times);
              }
              return prefer.patience() == null || prefer.async()
                  ? accepted(accepted, prefer)
                  : wait(exchange, accepted, prefer, read.cancelOnDisconnect(), times);
            }));
  }

  /// The first answer again: the status is what it was then, which follows from the submission.
  private static Accepted atFirst(Accepted now, Submission submission) {
    Program program = submission.program();
    Input.Started started =
        new Input.Started(
            now.job().jobId(),
            submission.mode(),
            submission.seeds(),
            submission.budget(),
            new TreeMap<>(),
            now.job().createdAt());
    RunState first = Core.step(program, Core.initial(program), started).next();
    return new Accepted(now.job(), first.status(), first.sequence(), true);
  }

  private static JobStore.@Nullable IdempotencyKey key(Exchange exchange, Json.Obj body) {
    RequestKey request = Idempotency.of(exchange, body);
    return request == null
        ? null
        : new JobStore.IdempotencyKey("submit", request.key(), request.fingerprint());
  }

  private static HttpResponse accepted(Accepted accepted, Prefer prefer) {
    ResponseHeadersBuilder headers = headers(HttpStatus.ACCEPTED, accepted);
    if (prefer.async()) {
      headers.set(APPLIED, "respond-async");
    }
    return Responses.of(headers, JobJson.accepted(accepted));
  }

  private static ResponseHeadersBuilder headers(HttpStatus status, Accepted accepted) {
    ResponseHeadersBuilder headers =
        Responses.jsonHeaders(status)
            .set(HttpHeaderNames.LOCATION, JobJson.path(accepted.job().jobId()));
    return Idempotency.mark(headers, accepted.earlier());
  }

  /// The result if the run is final in time; a wait that is over is no error and ends nothing.
  private HttpResponse wait(
      Exchange exchange,
      Accepted accepted,
      Prefer prefer,
      boolean cancelOnDisconnect,
      ServerSettings.Times times) {
    Duration asked = prefer.patience() == null ? Duration.ZERO : prefer.patience();
    Duration wait = asked.compareTo(times.longestWait()) > 0 ? times.longestWait() : asked;
    exchange.ctx().setRequestTimeout(wait.plus(MARGIN));
    String runId = accepted.job().runId();
    if (cancelOnDisconnect) {
      exchange.ctx().whenRequestCancelled().thenAccept(_ -> cancelUnless(false, runId));
    }
    return HttpResponse.of(
        engine
            .await(runId, wait)
            .thenApply(view -> {
              boolean over = view.state().status().isFinal();
              ResponseHeadersBuilder headers =
                  headers(over ? HttpStatus.OK : HttpStatus.ACCEPTED, accepted)
                      .set(APPLIED, "wait=" + asked.toSeconds());
              return Responses.of(headers, over ? JobJson.job(view) : JobJson.accepted(accepted));
            }));
  }

  private HttpResponse stream(
      Exchange exchange,
      Accepted accepted,
      boolean cancelOnDisconnect,
      ServerSettings.Times times) {
    String runId = accepted.job().runId();
    Streams.WhenEnded whenEnded =
        cancelOnDisconnect ? finished -> cancelUnless(finished, runId) : Streams.WhenEnded.NOTHING;
    return streams.answer(
        exchange,
        times,
        runId,
        engine.feed(runId, 0),
        null,
        headers -> {
          headers.set(HttpHeaderNames.LOCATION, JobJson.path(accepted.job().jobId()));
          Idempotency.mark(headers, accepted.earlier());
        },
        whenEnded);
  }

  private void cancelUnless(boolean finished, String runId) {
    if (!finished && !engine.draining()) {
      engine.send(runId, new Input.Cancelled("client", "the client disconnected", engine.now()));
    }
  }
}
