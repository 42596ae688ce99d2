package dev.converge.runtime.jobs;

import dev.converge.core.Body;
import dev.converge.core.RunState;
import dev.converge.core.decision.Person;
import dev.converge.core.fork.Fork;
import dev.converge.core.fork.Reused;
import dev.converge.core.json.CanonicalWriter;
import java.util.Map;
import java.util.function.Predicate;

/// The members of a job that is a fork: its origin, which agents were asked, and what was saved.
final class ForkJson {
  private ForkJson() {}

  /// The origin of a run, if it is a fork.
  static void origin(CanonicalWriter out, Body.RunStarted started) {
    Fork fork = started.fork();
    if (fork == null) {
      return;
    }
    out.name("forked_from").open().field("job_id", fork.jobId()).field("run_id", fork.runId());
    out.field("at", fork.at()).field("shared", fork.shared());
    out.field("recorded", fork.recorded()).field("hash", fork.hash()).name("changes");
    fork.changes().write(out);
    Person by = started.submitter();
    if (by != null) {
      out.field("by", by.name());
    }
    out.close();
  }

  /// Which agents of a fork were asked, which were answered from the record, and what that saved.
  static void answers(CanonicalWriter out, RunState state) {
    if (state.started().map(Body.RunStarted::fork).isEmpty()) {
      return;
    }
    out.name("answers").open();
    agents(out.name("asked"), state, reused -> reused.asked() > 0);
    agents(out.name("from_record"), state, reused -> reused.recorded() > 0);
    out.name("agents").openArray();
    state
        .reused()
        .forEach((agent, reused) -> {
          out.open().field("agent", agent).field("asked", reused.asked());
          out.field("from_record", reused.recorded());
          out.field("saved_tokens", reused.saved().tokens());
          out.name("saved_cost_usd").value(reused.saved().costMicros() / JobJson.MICROS).close();
        });
    out.closeArray().field("saved_tokens", state.saved().tokens());
    out.name("saved_cost_usd").value(state.saved().costMicros() / JobJson.MICROS).close();
  }

  private static void agents(CanonicalWriter out, RunState state, Predicate<Reused> which) {
    out.openArray();
    for (Map.Entry<String, Reused> agent : state.reused().entrySet()) {
      if (which.test(agent.getValue())) {
        out.value(agent.getKey());
      }
    }
    out.closeArray();
  }
}
