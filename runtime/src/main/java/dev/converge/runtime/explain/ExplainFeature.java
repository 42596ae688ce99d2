package dev.converge.runtime.explain;

import com.linecorp.armeria.common.HttpResponse;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.operations.JobOperations;
import dev.converge.runtime.operations.RunExplanation;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;

/// `GET /api/v1/jobs/{id}/explain`: for every cycle and every agent why it ran or did not run, and
/// finally why each is not running now.
public final class ExplainFeature implements Feature {
  private final JobOperations operations;

  /// Over the operations that read jobs.
  public ExplainFeature(JobOperations operations) {
    this.operations = operations;
  }

  @Override
  public void install(Site site) {
    site.resource("/api/v1/jobs/{id}/explain").getBlocking(this::explain, RunParameters.RUN);
  }

  private HttpResponse explain(Exchange exchange) {
    RunExplanation explanation =
        operations.explain(RunParameters.caller(exchange), RunParameters.run(exchange));
    return Responses.json(ExplainJson.of(explanation));
  }
}
