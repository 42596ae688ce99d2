package dev.converge.audit.compare;

import dev.converge.core.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The events of a run in an order that does not depend on which agent answered first, and without
/// what differs each time: times, tokens, costs and the order of arrival.
final class EventOrder {
  private static final Set<String> ANSWERS =
      new TreeSet<>(
          List.of(
              "agent_started", "model_called", "agent_completed", "agent_failed", "proposal_made"));

  /// Inputs are compared separately, and bookings say nothing about what happened.
  private static final Set<String> LEFT_OUT = new TreeSet<>(List.of("run_started", "model_sent"));

  private static final List<String> VARYING =
      List.of(
          "sequence",
          "run_id",
          "at",
          "salt",
          "hash",
          "attempt",
          "duration_ms",
          "retry_at",
          "expires_at",
          "spent",
          "summary",
          "outage",
          "request",
          "input_tokens",
          "output_tokens",
          "cost_micros",
          "estimated",
          "overrun",
          "recorded_sequence",
          "saved_cost_micros",
          "saved_tokens",
          "provider_request_id");

  private EventOrder() {}

  /// An event and the part of it that is compared.
  record Placed(Json.Obj event, Json.Obj compared) {
    long sequence() {
      return EventMembers.number(event, "sequence");
    }

    String type() {
      return EventMembers.text(event, "type");
    }

    String agent() {
      return EventMembers.text(event, "agent");
    }

    long cycle() {
      return EventMembers.number(event, "cycle");
    }
  }

  static List<Placed> of(RunLog run) {
    List<Placed> out = new ArrayList<>();
    List<Placed> answers = new ArrayList<>();
    List<Placed> rest = new ArrayList<>();
    long cycle = 0;
    for (Json.Obj event : run.events()) {
      Placed placed = new Placed(event, compared(event));
      if (placed.cycle() != cycle) {
        flush(out, answers, rest);
        cycle = placed.cycle();
      }
      if (placed.type().equals("cycle_started")) {
        out.add(placed);
      } else if (ANSWERS.contains(placed.type()) && !placed.agent().startsWith("_")) {
        answers.add(placed);
      } else if (!LEFT_OUT.contains(placed.type())) {
        rest.add(placed);
      }
    }
    flush(out, answers, rest);
    return out;
  }

  /// The answers of a cycle in the order of agents, each agent's in their own order, then what they
  /// led to.
  private static void flush(List<Placed> out, List<Placed> answers, List<Placed> rest) {
    answers.sort(Comparator.comparing(Placed::agent));
    out.addAll(answers);
    out.addAll(rest);
    answers.clear();
    rest.clear();
  }

  private static Json.Obj compared(Json.Obj event) {
    Json.Obj rest = EventMembers.without(event, VARYING);
    return rest.get("quote").orElse(null) instanceof Json.Obj quote
        ? with(rest, "quote", EventMembers.only(quote, List.of("provider", "model")))
        : rest;
  }

  private static Json.Obj with(Json.Obj json, String name, Json value) {
    Json.Builder out = Json.object();
    json.fields().forEach(out::put);
    return out.put(name, value).build();
  }
}
