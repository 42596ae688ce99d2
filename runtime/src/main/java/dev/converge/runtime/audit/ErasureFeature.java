package dev.converge.runtime.audit;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.json.Json;
import dev.converge.core.text.Times;
import dev.converge.engine.store.Erasure;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.operations.AuditOperations;
import dev.converge.runtime.operations.ContentEraser;
import dev.converge.runtime.operations.field.BodyFields;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;

/// `DELETE …/content` erases the content of a finished job and its runs.
public final class ErasureFeature implements Feature {
  private final AuditOperations operations;
  private final ContentEraser eraser;

  /// Over the operations that erase.
  public ErasureFeature(AuditOperations operations, ContentEraser eraser) {
    this.operations = operations;
    this.eraser = eraser;
  }

  @Override
  public void install(Site site) {
    site.resource("/api/v1/jobs/{id}/content").withOptionalBody(HttpMethod.DELETE, this::erase);
  }

  private HttpResponse erase(Exchange exchange, Json.Obj body) {
    BodyFields.requireNone(body);
    String jobId = exchange.path("id");
    return HttpResponse.of(
        operations
            .erase(RunParameters.caller(exchange), jobId, eraser)
            .thenApply(erasure -> shown(jobId, erasure)));
  }

  private static HttpResponse shown(String jobId, Erasure erasure) {
    CanonicalWriter out = new CanonicalWriter(256);
    out.open().field("job_id", jobId).field("erased_at", Times.format(erasure.at()));
    return Responses.json(out.field("because", erasure.because()).close());
  }
}
