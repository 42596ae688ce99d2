package dev.converge.runtime.audit;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import dev.converge.core.Times;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.engine.Eraser;
import dev.converge.engine.Erasure;
import dev.converge.engine.JobStore;
import dev.converge.runtime.auth.Principal;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.runs.Runs;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;

/// `DELETE …/content`: erases what a finished job and its runs say.
public final class ErasureFeature implements Feature {
  private final Runs runs;
  private final Eraser eraser;

  /// Erases the jobs that requests name.
  public ErasureFeature(Runs runs, Eraser eraser) {
    this.runs = runs;
    this.eraser = eraser;
  }

  @Override
  public void install(Site site) {
    site.resource("/api/v1/jobs/{id}/content")
        .withOptionalBody(HttpMethod.DELETE, (exchange, _) -> erase(exchange));
  }

  private HttpResponse erase(Exchange exchange) {
    JobStore.Job job = runs.job(exchange);
    String because =
        Principal.of(exchange.ctx())
            .actor()
            .map(name -> "by request of " + name)
            .orElse("by request");
    return HttpResponse.of(
        eraser.erase(job.jobId(), because).thenApply(erasure -> shown(job.jobId(), erasure)));
  }

  private static HttpResponse shown(String jobId, Erasure erasure) {
    CanonicalWriter out = new CanonicalWriter(256);
    out.open().field("job_id", jobId).field("erased_at", Times.format(erasure.at()));
    return Responses.json(out.field("because", erasure.because()).close());
  }
}
