package dev.converge.runtime.jobs;

import dev.converge.core.Body;
import dev.converge.core.Fact;
import dev.converge.core.RunState;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Spent;
import dev.converge.core.decision.Person;
import dev.converge.core.json.CanonicalWriter;
import dev.converge.core.proposal.Citation;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.text.EnumWord;
import dev.converge.core.text.Times;
import dev.converge.engine.AcceptedJob;
import dev.converge.engine.run.RunView;
import dev.converge.engine.store.JobStore;
import dev.converge.runtime.http.ConsoleLinks;
import dev.converge.runtime.operations.ProposalList;
import dev.converge.runtime.operations.submission.JobMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Jobs, runs and facts as JSON.
public final class JobJson {
  static final double MICROS = 1_000_000;

  private JobJson() {}

  /// The response to a submission.
  static CanonicalWriter accepted(AcceptedJob accepted, ConsoleLinks console) {
    JobStore.Job job = accepted.job();
    CanonicalWriter out = new CanonicalWriter(640);
    out.open().field("job_id", job.jobId()).field("run_id", job.runId());
    out.field("status", EnumWord.of(accepted.status()));
    links(out, job, console);
    return out.close();
  }

  /// Writes links to more about a job.
  public static void links(CanonicalWriter out, JobStore.Job job, ConsoleLinks console) {
    String self = path(job.jobId());
    out.name("links").open().field("self", self).field("stream", self + "/stream");
    out.field("events", self + "/events").field("facts", self + "/facts");
    out.field("cancel", self + "/cancel").field("console", console.job(job.jobId())).close();
  }

  /// The address of a job.
  public static String path(String jobId) {
    return "/api/v1/jobs/" + jobId;
  }

  /// A job with the outcome of a run of it.
  public static CanonicalWriter job(RunView view, ConsoleLinks console) {
    return job(view, console, true);
  }

  /// A job and the state of a run of it, without the facts.
  public static CanonicalWriter state(RunView view, ConsoleLinks console) {
    return job(view, console, false);
  }

  private static CanonicalWriter job(RunView view, ConsoleLinks console, boolean withFacts) {
    JobStore.Job job = view.job();
    RunState state = view.state();
    CanonicalWriter out = new CanonicalWriter(4096);
    out.open().field("job_id", job.jobId()).field("run_id", view.runId());
    out.field("template", job.template()).field("version", job.version());
    out.field("template_hash", job.templateHash());
    state
        .started()
        .ifPresent(started -> {
          out.field("mode", EnumWord.of(started.mode()));
          submitter(out, started.submitter());
          ForkJson.origin(out, started);
        });
    out.field("status", EnumWord.of(state.status()));
    queued(out, view.position());
    state.reason().ifPresent(reason -> out.field("reason", EnumWord.of(reason)));
    state.halt().ifPresent(halt -> out.field("halt", halt.json()));
    state.detail().ifPresent(detail -> out.field("detail", detail));
    out.field("correlation_id", job.correlationId());
    JobMetadata.of(job).ifPresent(metadata -> out.field("metadata", metadata));
    out.field("created_at", Times.format(job.createdAt()));
    out.field("updated_at", Times.format(state.at()));
    out.field("last_sequence", state.sequence()).field("epoch", state.epoch());
    out.field("cycles", state.spent().cycles());
    out.name("budget");
    budget(out, state.budget());
    out.name("used");
    spent(out, state.spent());
    ForkJson.answers(out, state);
    out.field("outputs", view.program().outputs());
    if (withFacts) {
      out.name("facts");
      factsByKey(out, state);
    }
    out.field("notes", List.copyOf(state.notes()));
    out.field("tiers", List.copyOf(state.tiers()));
    out.name("violated").openArray();
    state.violated().keySet().forEach(out::value);
    out.closeArray();
    out.field("pending_proposals", ProposalList.open(state));
    state.summary().ifPresent(summary -> summary(out, summary));
    links(out, job, console);
    return out.close();
  }

  private static void queued(CanonicalWriter out, int position) {
    if (position > 0) {
      out.name("queued").open().field("position", position).close();
    }
  }

  private static void submitter(CanonicalWriter out, @Nullable Person submitter) {
    if (submitter != null) {
      out.name("submitter").open().field("name", submitter.name());
      out.field("asserted", submitter.asserted()).close();
    }
  }

  private static void summary(CanonicalWriter out, Body.Summary summary) {
    out.field("result_hash", summary.resultHash()).field("reproducible", summary.reproducible());
    out.field("because", summary.because());
  }

  /// The budget of a run.
  public static void budget(CanonicalWriter out, Budget budget) {
    out.open().field("max_cycles", budget.maxCycles()).field("max_facts", budget.maxFacts());
    out.field("max_duration", budget.maxDuration().toString());
    out.field("max_tokens", budget.maxTokens());
    out.name("max_cost_usd").value(budget.maxCostMicros() / MICROS).close();
  }

  private static void spent(CanonicalWriter out, Spent spent) {
    out.open().field("cycles", spent.cycles()).field("facts", spent.facts());
    out.field("running_ms", spent.running().toMillis());
    used(out, spent.tokens(), spent.costMicros());
    out.close();
  }

  /// Tokens and cost as members.
  static void used(CanonicalWriter out, long tokens, long costMicros) {
    out.field("tokens", tokens);
    out.name("cost_usd").value(costMicros / MICROS);
  }

  /// The facts of a run.
  public static CanonicalWriter facts(RunView view) {
    CanonicalWriter out = new CanonicalWriter(4096);
    out.open().field("job_id", view.job().jobId()).field("run_id", view.runId());
    out.field("status", EnumWord.of(view.state().status()));
    out.field("last_sequence", view.state().sequence()).name("facts");
    factsByKey(out, view.state());
    return out.close();
  }

  /// The facts of a run by key, and for each key in the order of promotion.
  private static void factsByKey(CanonicalWriter out, RunState state) {
    Map<String, List<Fact>> byKey = new TreeMap<>();
    for (Fact fact : state.context().facts()) {
      byKey.computeIfAbsent(fact.key(), _ -> new ArrayList<>()).add(fact);
    }
    out.open();
    byKey.forEach((key, facts) -> {
      out.name(key).openArray();
      facts.forEach(fact -> fact(out, fact));
      out.closeArray();
    });
    out.close();
  }

  /// A fact with its provenance.
  static void fact(CanonicalWriter out, Fact fact) {
    out.open().field("id", fact.id()).field("key", fact.key()).field("content", fact.content());
    out.field("data", fact.data());
    out.name("confidence").value(fact.confidence());
    out.field("cites", fact.cites());
    out.name("citations").openArray();
    for (Citation citation : fact.citations()) {
      out.open().field("source", citation.source()).field("title", citation.title());
      out.field("passage", citation.passage()).field("time", citation.time()).close();
    }
    out.closeArray().field("agent", fact.agent()).field("cycle", fact.cycle());
    Provenance provenance = fact.provenance();
    out.name("provenance").open().field("origin", EnumWord.of(provenance.origin()));
    out.field("version", provenance.version()).field("model", provenance.model());
    out.field("prompt_hash", provenance.promptHash());
    if (!provenance.unmet().isEmpty()) {
      out.field("unmet", provenance.unmet());
    }
    out.close().close();
  }
}
