package dev.converge.runtime.audit;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import dev.converge.audit.Bundle;
import dev.converge.audit.RunRecords;
import dev.converge.audit.SigningKey;
import dev.converge.core.decision.RequestKey;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.replay.Difference;
import dev.converge.engine.replay.ReplayedRun;
import dev.converge.runtime.http.EntityTag;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.ExportStream;
import dev.converge.runtime.http.Idempotency;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.jobs.JobJson;
import dev.converge.runtime.operations.AuditExport;
import dev.converge.runtime.operations.AuditOperations;
import dev.converge.runtime.operations.ReplayRequest;
import dev.converge.runtime.operations.field.FieldError;
import dev.converge.runtime.problems.ProblemException;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `GET …/audit` returns the run's bundle, and `POST …/replay` runs it again as a further run.
public final class AuditFeature implements Feature {
  private static final Logger LOG = LoggerFactory.getLogger(AuditFeature.class);
  private static final String ZIP = "application/zip";

  private final AuditOperations operations;
  private final RunRecords records;
  private final Bundle.Origin origin;
  private final SigningKey key;

  /// Over the operations that replay and export, with bundles signed with the server's key.
  public AuditFeature(
      AuditOperations operations, RunRecords records, Bundle.Origin origin, SigningKey key) {
    this.operations = operations;
    this.records = records;
    this.origin = origin;
    this.key = key;
  }

  @Override
  public void install(Site site) {
    site.resource("/api/v1/jobs/{id}/audit")
        .produces(ZIP)
        .getStream(this::audit, RunParameters.RUN);
    site.resource("/api/v1/jobs/{id}/replay")
        .withOptionalBody(HttpMethod.POST, this::replay, RunParameters.RUN);
  }

  private HttpResponse audit(Exchange exchange) {
    AuditExport export =
        operations.export(RunParameters.caller(exchange), RunParameters.run(exchange));
    String runId = export.run().runId();
    boolean handedOn = false;
    try {
      exchange.ctx().clearRequestTimeout();
      Bundle bundle = Bundle.of(records.record(runId), origin, key);
      ResponseHeadersBuilder headers = headers(bundle);
      if (tag(bundle).isKnownTo(exchange)) {
        return HttpResponse.of(
            headers
                .status(HttpStatus.NOT_MODIFIED)
                .removeAndThen(HttpHeaderNames.CONTENT_TYPE)
                .removeAndThen(HttpHeaderNames.CONTENT_LENGTH)
                .build());
      }
      if (exchange.head()) {
        return HttpResponse.of(headers.build());
      }
      HttpResponseWriter writer = HttpResponse.streaming();
      writer.write(headers.build());
      handedOn = true;
      exchange.threads().execute(() -> send(bundle, writer, export));
      return writer;
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE, "the events of run " + runId + " cannot be read", e);
    } finally {
      if (!handedOn) {
        export.close();
      }
    }
  }

  private static EntityTag tag(Bundle bundle) {
    return EntityTag.of(bundle.etag());
  }

  private static ResponseHeadersBuilder headers(Bundle bundle) {
    return ResponseHeaders.builder(HttpStatus.OK)
        .set(HttpHeaderNames.CONTENT_TYPE, ZIP)
        .setLong(HttpHeaderNames.CONTENT_LENGTH, bundle.size())
        .set(
            HttpHeaderNames.CONTENT_DISPOSITION,
            "attachment; filename=\"" + bundle.fileName() + "\"")
        .set(HttpHeaderNames.CACHE_CONTROL, "private, no-cache")
        .set(HttpHeaderNames.ETAG, tag(bundle).value());
  }

  private static void send(Bundle bundle, HttpResponseWriter writer, AuditExport export) {
    try (ExportStream out = new ExportStream(writer)) {
      bundle.writeTo(out);
      out.flush();
      writer.close();
    } catch (IOException | RuntimeException e) {
      LOG.debug("the export of {} ended early", bundle.fileName(), e);
      writer.close(e);
    } finally {
      export.close();
    }
  }

  private HttpResponse replay(Exchange exchange, Json.Obj body) {
    if (!body.fields().isEmpty()) {
      String name = body.fields().firstKey();
      throw ProblemException.invalid(
          List.of(new FieldError("/" + name, "unknown member (expected: none)")));
    }
    RequestKey request = Idempotency.of(exchange, body);
    exchange.ctx().clearRequestTimeout();
    ReplayRequest replay =
        new ReplayRequest(RunParameters.run(exchange), request == null ? null : request.key());
    return HttpResponse.of(
        operations
            .replay(RunParameters.caller(exchange), replay)
            .thenApply(AuditFeature::accepted));
  }

  private static HttpResponse accepted(ReplayedRun replayed) {
    String jobId = replayed.job().jobId();
    String self = JobJson.path(jobId) + "?run=" + replayed.runId();
    CanonicalWriter out = new CanonicalWriter(640);
    out.open().field("job_id", jobId).field("run_id", replayed.runId());
    out.field("replay_of", replayed.replay().runId());
    out.field("identical", replayed.replay().identical());
    replayed.recordedHash().ifPresent(hash -> out.field("expected_result_hash", hash));
    replayed.replay().resultHash().ifPresent(hash -> out.field("result_hash", hash));
    Difference difference = replayed.replay().difference();
    if (difference != null) {
      out.name("difference").open().field("sequence", difference.sequence());
      out.field("cycle", difference.cycle()).field("agent", difference.agent());
      out.field("message", difference.message()).close();
    }
    out.name("ran").openArray();
    replayed.replay().ran().forEach(out::value);
    out.closeArray();
    out.name("from_record").open();
    replayed.replay().fromRecord().forEach(each -> out.field(each.agent(), each.why()));
    out.close();
    out.name("links").open().field("self", self);
    out.field("audit", JobJson.path(jobId) + "/audit?run=" + replayed.runId()).close().close();
    ResponseHeadersBuilder headers =
        Responses.jsonHeaders(HttpStatus.ACCEPTED).set(HttpHeaderNames.LOCATION, self);
    return Responses.of(Idempotency.mark(headers, replayed.earlier()), out);
  }
}
