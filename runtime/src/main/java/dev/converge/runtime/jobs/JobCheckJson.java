package dev.converge.runtime.jobs;

import dev.converge.core.budget.Quote;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.text.EnumWord;
import dev.converge.runtime.operations.submission.JobCheck;

/// The predicted outcome of a submission as JSON.
final class JobCheckJson {
  private static final double MICROS = 1_000_000;

  static final String TYPE = "application/vnd.converge.job-check+json";

  private JobCheckJson() {}

  static CanonicalWriter of(JobCheck check) {
    CanonicalWriter out = new CanonicalWriter(1024);
    out.open().field("dry_run", true).field("accepted", check.accepted());
    out.field("template", check.program().name()).field("version", check.program().version());
    out.field("mode", EnumWord.of(check.mode())).name("agents").openArray();
    check.quotes().forEach((agent, quote) -> quoted(out, agent, quote));
    check
        .missing()
        .forEach(
            (agent, none) -> out.open().field("agent", agent).field("missing", none.why()).close());
    return out.closeArray().field("notes", check.notes()).close();
  }

  private static void quoted(CanonicalWriter out, String agent, Quote quote) {
    out.open().field("agent", agent).field("model", quote.provider() + "/" + quote.model());
    out.field("max_tokens", quote.maxTokens());
    out.name("max_cost_usd").value(quote.maxCostMicros() / MICROS);
    out.field("unmet", quote.unmet()).close();
  }
}
