package dev.converge.runtime.audit;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.converge.audit.compare.Comparison;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Resource;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.operations.AuditOperations;
import dev.converge.runtime.operations.CompareRequest;
import dev.converge.runtime.problems.ProblemException;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;

/// `GET /api/v1/runs/compare?a=&b=`: how two runs differ, as JSON or in lines for people.
public final class CompareFeature implements Feature {
  private static final String TEXT = "text/plain";

  private final AuditOperations operations;

  /// Over the operations that compare runs.
  public CompareFeature(AuditOperations operations) {
    this.operations = operations;
  }

  @Override
  public void install(Site site) {
    site.resource("/api/v1/runs/compare")
        .produces(Resource.JSON, TEXT)
        .getBlocking(this::compare, "a", "b");
  }

  private HttpResponse compare(Exchange exchange) {
    CompareRequest request = CompareRequest.of(run(exchange, "a"), run(exchange, "b"));
    Comparison comparison = operations.compare(RunParameters.caller(exchange), request);
    return exchange.offer().equals(TEXT)
        ? text(comparison)
        : Responses.json(new CanonicalWriter(4096).value(comparison.json()));
  }

  private static String run(Exchange exchange, String name) {
    String id = exchange.query(name);
    if (id == null || id.isBlank()) {
      throw new ProblemException(
          ErrorCode.MALFORMED, name + ": missing (expected: the id of a run or of a job)");
    }
    return id;
  }

  private static HttpResponse text(Comparison comparison) {
    ResponseHeaders headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.PLAIN_TEXT_UTF_8)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build();
    return HttpResponse.of(headers, HttpData.ofUtf8(String.join("\n", comparison.lines()) + "\n"));
  }
}
