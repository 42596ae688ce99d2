package dev.converge.runtime.explain;

import dev.converge.core.Explain;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.runtime.operations.RunExplanation;

/// Explanations as JSON.
public final class ExplainJson {
  private ExplainJson() {}

  /// Why each agent of a run ran or did not run, cycle by cycle.
  public static CanonicalWriter of(RunExplanation explanation) {
    CanonicalWriter out = new CanonicalWriter(4096);
    out.open().name("cycles").openArray();
    for (Explain.Cycle cycle : explanation.cycles()) {
      out.open().name("agents").openArray();
      cycle.agents().forEach(reason -> reason(out, reason));
      out.closeArray().field("cycle", cycle.cycle()).close();
    }
    out.closeArray().field("run_id", explanation.runId()).close();
    return out;
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
