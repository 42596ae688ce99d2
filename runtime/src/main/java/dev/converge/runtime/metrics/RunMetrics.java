package dev.converge.runtime.metrics;

import dev.converge.core.Body;
import dev.converge.core.Event;
import dev.converge.core.RunState;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.status.Status;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.JobStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Counts stored events. Labels name templates, agents and models, each bounded in number, and
/// never an id. Thread-safe.
final class RunMetrics implements RunObserver {
  static final int MAX_TEMPLATES = 20;
  static final int MAX_AGENTS = 60;
  static final int MAX_MODELS = 15;

  /// Maximum number of runs whose cycles are timed concurrently: those whose cycles started last. A
  /// cycle that ends in another process is not timed.
  private static final int MAX_TIMED = 50_000;

  private static final double MICROS = 1_000_000;

  private final Meters meters;
  private final BoundedLabel templates = new BoundedLabel(MAX_TEMPLATES);
  private final BoundedLabel agents = new BoundedLabel(MAX_AGENTS);
  private final BoundedLabel models = new BoundedLabel(MAX_MODELS);
  private final Map<String, Instant> cycleStarts =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
              return size() > MAX_TIMED;
            }
          });

  RunMetrics(Meters meters) {
    this.meters = meters;
  }

  @Override
  public void appended(JobStore.Job job, String runId, List<Event> events, RunState state) {
    meters.count(Metric.EVENTS, events.size());
    String template = templates.of(job.template());
    for (Event event : events) {
      count(job, runId, template, event);
    }
  }

  private void count(JobStore.Job job, String runId, String template, Event event) {
    switch (event.body()) {
      case Body.RunStarted _ -> meters.count(Metric.JOBS_STARTED, template);
      case Body.CycleStarted _ -> cycleStarted(runId, event.at());
      case Body.CycleCompleted _ -> cycleCompleted(runId, template, event.at());
      case Body.AgentCompleted completed when completed.recorded() == 0 ->
          agent(job, template, event, completed.duration());
      case Body.AgentFailed failed when failed.recorded() == 0 ->
          meters.count(Metric.AGENT_FAILURES, EnumWord.of(failed.kind()));
      case Body.ModelCalled(_, var call, _) when call.saved() == null -> model(call);
      case Body.FactPromoted _ -> meters.count(Metric.FACTS_PROMOTED, template);
      case Body.ProposalRejected rejected ->
          meters.count(Metric.PROPOSALS_REJECTED, EnumWord.of(rejected.code()));
      case Body.ApprovalRequested _ -> meters.count(Metric.APPROVALS_REQUESTED, template);
      case Body.RunContinued _ -> meters.count(Metric.JOBS_CONTINUED, template);
      case Body.RunStatus status -> status(job, runId, template, status, event.at());
      case Body.SeedAdmitted _,
          Body.AgentStarted _,
          Body.AgentCompleted _,
          Body.AgentFailed _,
          Body.ModelCalled _,
          Body.ModelSent _,
          Body.ProposalMade _,
          Body.ApprovalGiven _,
          Body.ApprovalDecided _,
          Body.ProposalReturned _,
          Body.ObservationReceived _,
          Body.Finding _,
          Body.BudgetChanged _ -> {
        // Counted through the events that follow from them, or in the run that a fork took them
        // from.
      }
    }
  }

  private void cycleStarted(String runId, Instant at) {
    cycleStarts.put(runId, at);
  }

  private void cycleCompleted(String runId, String template, Instant at) {
    Instant began = cycleStarts.remove(runId);
    if (began != null) {
      meters.time(Metric.CYCLE_DURATION, Duration.between(began, at), template);
    }
  }

  private void agent(JobStore.Job job, String template, Event event, Duration took) {
    String id = String.valueOf(event.agent());
    boolean known = !agents.of(job.template() + "/" + id).equals(BoundedLabel.OTHER);
    boolean other = template.equals(BoundedLabel.OTHER) || !known;
    meters.time(Metric.AGENT_DURATION, took, template, other ? BoundedLabel.OTHER : id);
  }

  private void model(ModelCall call) {
    boolean known = !models.of(call.provider() + "/" + call.model()).equals(BoundedLabel.OTHER);
    String provider = known ? call.provider() : BoundedLabel.OTHER;
    String model = known ? call.model() : BoundedLabel.OTHER;
    meters.count(Metric.MODEL_CALLS, provider, model, call.outcome().word());
    meters.time(Metric.MODEL_DURATION, call.duration(), provider, model);
    meters.count(Metric.MODEL_TOKENS, (double) call.inputTokens(), provider, model, "input");
    meters.count(Metric.MODEL_TOKENS, (double) call.outputTokens(), provider, model, "output");
    meters.count(Metric.MODEL_COST, call.costMicros() / MICROS, provider, model);
  }

  private void status(
      JobStore.Job job, String runId, String template, Body.RunStatus status, Instant at) {
    if (status.status() == Status.WAITING) {
      meters.count(Metric.JOBS_WAITING, template);
    }
    if (status.status().isFinal()) {
      cycleStarts.remove(runId);
      String outcome =
          status.reason() == null ? EnumWord.of(status.status()) : EnumWord.of(status.reason());
      meters.count(Metric.JOBS_ENDED, template, outcome);
      meters.time(Metric.JOB_DURATION, Duration.between(job.createdAt(), at), template);
    }
  }
}
