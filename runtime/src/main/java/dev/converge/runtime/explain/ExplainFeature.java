package dev.converge.runtime.explain;

import com.linecorp.armeria.common.HttpResponse;
import dev.converge.core.Explain;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.runtime.http.Exchange;
import dev.converge.runtime.http.Responses;
import dev.converge.runtime.operations.JobOperations;
import dev.converge.runtime.operations.RunExplanation;
import dev.converge.runtime.runs.RunParameters;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.Site;

/// `GET /api/v1/jobs/{id}/explain`: for every cycle and every agent why it ran or did not, and last
/// what holds each back now.
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
    CanonicalWriter out = new CanonicalWriter(4096);
    out.open().name("cycles").openArray();
    for (Explain.Cycle cycle : explanation.cycles()) {
      out.open().name("agents").openArray();
      cycle.agents().forEach(reason -> reason(out, reason));
      out.closeArray().field("cycle", cycle.cycle()).close();
    }
    out.closeArray().field("run_id", explanation.runId()).close();
    return Responses.json(out);
  }

  private static void reason(CanonicalWriter out, Explain.Reason reason) {
    out.open()
        .field("agent", reason.agent())
        .field("keys", reason.keys())
        .field("ran", reason.ran())
        .field("violations", reason.violations())
        .field("why", reason.why())
        .close();
  }
}
