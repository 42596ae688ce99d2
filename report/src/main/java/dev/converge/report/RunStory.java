package dev.converge.report;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.proposal.Keys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a report needs of a run's events, collected one event at a time. Not thread-safe.
final class RunStory {
  private Json.Obj started = Json.Obj.EMPTY;
  private Json.Obj status = Json.Obj.EMPTY;
  private Json.Obj spent = Json.Obj.EMPTY;
  private final Map<String, ReportFact> facts = new LinkedHashMap<>();
  private final Map<String, Approval> approvals = new LinkedHashMap<>();
  private final TreeMap<String, Calls> calls = new TreeMap<>();
  private Json.Obj budget = Json.Obj.EMPTY;
  private long events;
  private long rejected;
  private boolean erased;
  private String lastHash = "";
  private String lastAt = "";

  /// What people decided on a proposal, so far.
  ///
  /// @param requested the event that asked for it
  /// @param decisions the events of approvals and the decision, in order
  record Approval(Json.Obj requested, List<Json.Obj> decisions) {}

  /// The calls of one agent to models.
  ///
  /// @param count of calls
  /// @param inputTokens of all calls
  /// @param outputTokens of all calls
  /// @param costMicros of all calls, in millionths of a dollar
  record Calls(long count, long inputTokens, long outputTokens, long costMicros) {
    static final Calls NONE = new Calls(0, 0, 0, 0);

    Calls plus(Json.Obj event) {
      return new Calls(
          count + 1,
          inputTokens + EventJson.number(event, "input_tokens"),
          outputTokens + EventJson.number(event, "output_tokens"),
          costMicros + EventJson.number(event, "cost_micros"));
    }

    Calls plus(Calls other) {
      return new Calls(
          count + other.count,
          inputTokens + other.inputTokens,
          outputTokens + other.outputTokens,
          costMicros + other.costMicros);
    }
  }

  /// Takes the next event.
  void take(Json.Obj event) {
    events++;
    lastHash = OptionalMembers.textOrEmpty(event, "hash");
    lastAt = OptionalMembers.textOrEmpty(event, "at");
    if (event.get("erased").isPresent()) {
      erased = true;
      return;
    }
    switch (OptionalMembers.textOrEmpty(event, "type")) {
      case "run_started" -> {
        started = event;
        budget = EventJson.object(event, "budget");
      }
      case "budget_changed" -> budget = EventJson.object(event, "after");
      case "run_status" -> {
        status = event;
        spent = EventJson.object(event, "spent");
      }
      case "seed_admitted" -> seed(event);
      case "fact_promoted" -> fact(event);
      case "proposal_rejected" -> rejected++;
      case "approval_requested" ->
          approvals.put(
              OptionalMembers.textOrEmpty(event, "proposal_id"),
              new Approval(event, new ArrayList<>()));
      case "approval_given", "approval_decided" -> {
        Approval approval = approvals.get(OptionalMembers.textOrEmpty(event, "proposal_id"));
        if (approval != null) {
          approval.decisions().add(event);
        }
      }
      case "model_called" ->
          calls.merge(
              OptionalMembers.textOrEmpty(event, "agent"),
              Calls.NONE.plus(event),
              (sum, one) -> sum.plus(one));
      default -> {
        // Other events say how the run went, not its result.
      }
    }
  }

  private void seed(Json.Obj event) {
    String id = OptionalMembers.textOrEmpty(event, "id");
    facts.put(
        id,
        new ReportFact(
            id,
            Keys.SEEDS,
            OptionalMembers.textOrEmpty(event, "content"),
            EventJson.object(event, "data"),
            "",
            "seed",
            "",
            List.of(),
            List.of()));
  }

  private void fact(Json.Obj event) {
    String id = OptionalMembers.textOrEmpty(event, "fact_id");
    Json.Obj provenance = EventJson.object(event, "provenance");
    facts.put(
        id,
        new ReportFact(
            id,
            OptionalMembers.textOrEmpty(event, "key"),
            OptionalMembers.textOrEmpty(event, "content"),
            EventJson.object(event, "data"),
            OptionalMembers.textOrEmpty(event, "agent"),
            OptionalMembers.textOrEmpty(provenance, "origin"),
            OptionalMembers.textOrEmpty(provenance, "model"),
            EventJson.texts(event, "cites"),
            OptionalMembers.objects(event, "citations").stream()
                .map(citation ->
                    new ReportFact.Citation(
                        OptionalMembers.textOrEmpty(citation, "source"),
                        OptionalMembers.textOrEmpty(citation, "title"),
                        OptionalMembers.textOrEmpty(citation, "passage")))
                .toList()));
  }

  Json.Obj started() {
    return started;
  }

  /// The last status, with its reason, detail and summary.
  Json.Obj status() {
    return status;
  }

  /// The budget in force.
  Json.Obj budget() {
    return budget;
  }

  /// What was used, as the last status says.
  Json.Obj spent() {
    return spent;
  }

  /// Seeds and facts in the order in which they came.
  List<ReportFact> facts() {
    return List.copyOf(facts.values());
  }

  /// Whether a fact of that id is there.
  boolean has(String id) {
    return facts.containsKey(id);
  }

  /// The fact of that id, which [#has] it.
  ReportFact fact(String id) {
    ReportFact fact = facts.get(id);
    if (fact == null) {
      throw new IllegalArgumentException("fact not found: " + id);
    }
    return fact;
  }

  List<Approval> approvals() {
    return List.copyOf(approvals.values());
  }

  /// Calls to models by agent.
  TreeMap<String, Calls> calls() {
    return calls;
  }

  long events() {
    return events;
  }

  /// The number of proposals that were not promoted.
  long rejected() {
    return rejected;
  }

  /// Whether the content of some event was erased.
  boolean erased() {
    return erased;
  }

  String lastHash() {
    return lastHash;
  }

  String lastAt() {
    return lastAt;
  }
}
