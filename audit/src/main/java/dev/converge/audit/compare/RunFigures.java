package dev.converge.audit.compare;

import dev.converge.core.json.Json;
import dev.converge.core.text.TemplateReference;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// Figures of a run: its inputs, its result and its usage.
///
/// @param runId of the run
/// @param jobId of its job
/// @param template as `name@version`
/// @param mode how models were answered
/// @param status the last status
/// @param reason why it halted or paused; otherwise empty
/// @param resultHash of its result; empty if it has none
/// @param events number of events
/// @param cycles that were started
/// @param facts in the context, seeds included
/// @param tokens of all model calls
/// @param costMicros of all model calls, in millionths of a US dollar
/// @param running running time
/// @param elapsed time from the first event to the last
/// @param agents what each agent used
public record RunFigures(
    String runId,
    String jobId,
    String template,
    String mode,
    String status,
    String reason,
    String resultHash,
    long events,
    long cycles,
    long facts,
    long tokens,
    long costMicros,
    Duration running,
    Duration elapsed,
    SortedMap<String, AgentFigures> agents) {
  /// Makes the map unmodifiable.
  public RunFigures {
    agents = Collections.unmodifiableSortedMap(agents);
  }

  /// The usage of an agent.
  ///
  /// @param attempts number of answers and failures
  /// @param calls of models
  /// @param tokens of these calls
  /// @param costMicros of these calls, in millionths of a US dollar
  /// @param took total time of its answers
  public record AgentFigures(
      long attempts, long calls, long tokens, long costMicros, Duration took) {
    static final AgentFigures NOTHING = new AgentFigures(0, 0, 0, 0, Duration.ZERO);

    AgentFigures plus(Json.Obj event) {
      return switch (EventMembers.text(event, "type")) {
        case "model_called" ->
            new AgentFigures(
                attempts,
                calls + 1,
                tokens
                    + EventMembers.number(event, "input_tokens")
                    + EventMembers.number(event, "output_tokens"),
                costMicros + EventMembers.number(event, "cost_micros"),
                took);
        case "agent_completed", "agent_failed" ->
            new AgentFigures(
                attempts + 1,
                calls,
                tokens,
                costMicros,
                took.plusMillis(EventMembers.number(event, "duration_ms")));
        default -> this;
      };
    }

    Json.Obj json() {
      return Json.object()
          .put("attempts", (double) attempts)
          .put("calls", (double) calls)
          .put("tokens", (double) tokens)
          .put("cost_usd", costMicros / 1e6)
          .put("duration_ms", (double) took.toMillis())
          .build();
    }
  }

  static RunFigures of(RunLog run) {
    Json.Obj started = Json.Obj.EMPTY;
    Json.Obj status = Json.Obj.EMPTY;
    Json.Obj spent = Json.Obj.EMPTY;
    TreeMap<String, AgentFigures> agents = new TreeMap<>();
    long cycles = 0;
    long facts = 0;
    for (Json.Obj event : run.events()) {
      switch (EventMembers.text(event, "type")) {
        case "run_started" -> started = event;
        case "run_status" -> {
          status = event;
          spent = EventMembers.object(event, "spent");
        }
        case "cycle_started" -> cycles++;
        case "cycle_completed" -> spent = EventMembers.object(event, "spent");
        case "seed_admitted", "fact_promoted" -> facts++;
        case "model_called", "agent_completed", "agent_failed" -> {
          String agent = EventMembers.text(event, "agent");
          agents.put(agent, agents.getOrDefault(agent, AgentFigures.NOTHING).plus(event));
        }
        default -> {
          // Irrelevant for the usage of the run.
        }
      }
    }
    return new RunFigures(
        run.runId(),
        EventMembers.text(started, "job_id"),
        new TemplateReference(
                EventMembers.text(started, "template"), EventMembers.text(started, "version"))
            .toString(),
        EventMembers.text(started, "mode"),
        EventMembers.text(status, "status"),
        EventMembers.text(status, "reason"),
        EventMembers.text(EventMembers.object(status, "summary"), "result_hash"),
        run.events().size(),
        cycles,
        facts,
        agents.values().stream().mapToLong(AgentFigures::tokens).sum(),
        agents.values().stream().mapToLong(AgentFigures::costMicros).sum(),
        Duration.ofMillis(EventMembers.number(spent, "running_ms")),
        elapsed(run),
        agents);
  }

  private static Duration elapsed(RunLog run) {
    if (run.events().isEmpty()) {
      return Duration.ZERO;
    }
    try {
      return Duration.between(
          Instant.parse(EventMembers.text(run.events().getFirst(), "at")),
          Instant.parse(EventMembers.text(run.events().getLast(), "at")));
    } catch (DateTimeException _) {
      return Duration.ZERO;
    }
  }

  Json.Obj json() {
    Json.Builder out = Json.object();
    out.put("run_id", runId).put("job_id", jobId).put("template", template).put("mode", mode);
    out.put("status", status).put("reason", reason.isEmpty() ? null : Json.of(reason));
    out.put("result_hash", resultHash.isEmpty() ? null : Json.of(resultHash));
    out.put("events", (double) events).put("cycles", (double) cycles).put("facts", (double) facts);
    out.put("tokens", (double) tokens).put("cost_usd", costMicros / 1e6);
    out.put("running_ms", (double) running.toMillis());
    return out.put("elapsed_ms", (double) elapsed.toMillis()).build();
  }
}
