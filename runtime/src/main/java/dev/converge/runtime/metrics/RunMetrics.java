package dev.converge.runtime.metrics;

import dev.converge.core.Body;
import dev.converge.core.Event;
import dev.converge.core.ModelCall;
import dev.converge.core.RunState;
import dev.converge.core.Status;
import dev.converge.engine.JobStore;
import dev.converge.engine.RunObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Counts what became durable. Labels name templates, agents and models, of each only the first
/// few; never an id. Thread-safe.
final class RunMetrics implements RunObserver {
  static final int MAX_TEMPLATES = 20;
  static final int MAX_AGENTS = 60;
  static final int MAX_MODELS = 15;

  /// Runs whose cycle is timed at a time; further ones are counted, but not timed.
  private static final int MAX_TIMED = 50_000;

  private static final double MICROS = 1_000_000;

  private final Meters meters;
  private final Bounded templates = new Bounded(MAX_TEMPLATES);
  private final Bounded agents = new Bounded(MAX_AGENTS);
  private final Bounded models = new Bounded(MAX_MODELS);
  private final Map<String, Instant> cycleStarts = new ConcurrentHashMap<>();

  RunMetrics(Meters meters) {
    this.meters = meters;
  }

  @Override
  public void appended(JobStore.Job job, String runId, List<Event> events, RunState state) {
    meters.count(Figure.EVENTS, events.size());
    String template = templates.of(job.template());
    for (Event event : events) {
      count(job, runId, template, event);
    }
  }

  private void count(JobStore.Job job, String runId, String template, Event event) {
    switch (event.body()) {
      case Body.RunStarted _ -> meters.count(Figure.JOBS_STARTED, template);
      case Body.CycleStarted _ -> cycleStarted(runId, event.at());
      case Body.CycleCompleted _ -> cycleCompleted(runId, template, event.at());
      case Body.AgentCompleted(_, _, var took) -> agent(job, template, event, took);
      case Body.AgentFailed failed -> meters.count(Figure.AGENT_FAILURES, name(failed.kind()));
      case Body.ModelCalled(_, var call, _) -> model(call);
      case Body.FactPromoted _ -> meters.count(Figure.FACTS_PROMOTED, template);
      case Body.ProposalRejected rejected ->
          meters.count(Figure.PROPOSALS_REJECTED, name(rejected.code()));
      case Body.ApprovalRequested _ -> meters.count(Figure.APPROVALS_REQUESTED, template);
      case Body.RunStatus status -> status(job, runId, template, status, event.at());
      case Body.SeedAdmitted _,
          Body.AgentStarted _,
          Body.ProposalMade _,
          Body.ApprovalDecided _,
          Body.ObservationReceived _,
          Body.InvariantViolated _,
          Body.InvariantRestored _,
          Body.TierReached _,
          Body.OscillationDetected _,
          Body.BudgetChanged _ -> {
        // Told by what they lead to.
      }
    }
  }

  private void cycleStarted(String runId, Instant at) {
    if (cycleStarts.size() < MAX_TIMED) {
      cycleStarts.put(runId, at);
    }
  }

  private void cycleCompleted(String runId, String template, Instant at) {
    Instant began = cycleStarts.remove(runId);
    if (began != null) {
      meters.time(Figure.CYCLE_DURATION, Duration.between(began, at), template);
    }
  }

  private void agent(JobStore.Job job, String template, Event event, Duration took) {
    String id = String.valueOf(event.agent());
    boolean known = !agents.of(job.template() + "/" + id).equals(Bounded.OTHER);
    boolean other = template.equals(Bounded.OTHER) || !known;
    meters.time(Figure.AGENT_DURATION, took, template, other ? Bounded.OTHER : id);
  }

  private void model(ModelCall call) {
    boolean known = !models.of(call.provider() + "/" + call.model()).equals(Bounded.OTHER);
    String provider = known ? call.provider() : Bounded.OTHER;
    String model = known ? call.model() : Bounded.OTHER;
    meters.count(Figure.MODEL_CALLS, provider, model, outcome(call));
    meters.time(Figure.MODEL_DURATION, call.duration(), provider, model);
    meters.count(Figure.MODEL_TOKENS, (double) call.inputTokens(), provider, model, "input");
    meters.count(Figure.MODEL_TOKENS, (double) call.outputTokens(), provider, model, "output");
    meters.count(Figure.MODEL_COST, call.costMicros() / MICROS, provider, model);
  }

  /// The words of the model port; its own list is not known here.
  private static String outcome(ModelCall call) {
    return switch (call.outcome()) {
      case "answered", "refused", "filtered", "truncated", "malformed", "empty", "unavailable" ->
          call.outcome();
      default -> Bounded.OTHER;
    };
  }

  private void status(
      JobStore.Job job, String runId, String template, Body.RunStatus status, Instant at) {
    if (status.status() == Status.WAITING) {
      meters.count(Figure.JOBS_WAITING, template);
    }
    if (status.status().isFinal()) {
      cycleStarts.remove(runId);
      String outcome = status.reason() == null ? name(status.status()) : name(status.reason());
      meters.count(Figure.JOBS_ENDED, template, outcome);
      meters.time(Figure.JOB_DURATION, Duration.between(job.createdAt(), at), template);
    }
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
