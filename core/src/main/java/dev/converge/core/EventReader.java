package dev.converge.core;

import dev.converge.core.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads an event's content back from its JSON: the inverse of [EventWriter].
final class EventReader {
  private final Json.Obj json;

  private EventReader(Json.Obj json) {
    this.json = json;
  }

  static Body body(String type, int cycle, @Nullable String agent, Json.Obj content) {
    EventReader in = new EventReader(content);
    return switch (type) {
      case "run_started" -> in.runStarted();
      case "seed_admitted" ->
          new Body.SeedAdmitted(new Seed(in.text("id"), in.text("content"), in.object("data")));
      case "cycle_started" -> new Body.CycleStarted(in.list("agents", EventReader::wake));
      case "agent_started" ->
          new Body.AgentStarted(
              in.integer("attempt"),
              in.inner("quote").map(EventReader::quote).orElse(null),
              in.strings("violations"));
      case "model_sent" -> new Body.ModelSent(in.integer("attempt"), in.modelCall());
      case "model_called" ->
          new Body.ModelCalled(in.integer("attempt"), in.modelCall(), in.bool("overrun"));
      case "agent_completed" ->
          new Body.AgentCompleted(
              in.integer("attempt"), in.integer("proposals"), in.duration("duration_ms"));
      case "agent_failed" ->
          new Body.AgentFailed(
              in.integer("attempt"),
              in.word("kind", FailureKind.class),
              in.text("message"),
              in.strings("violations"),
              in.time("retry_at"));
      case "proposal_made" -> new Body.ProposalMade(in.text("proposal_id"), in.proposal());
      case "fact_promoted" ->
          new Body.FactPromoted(
              new Fact(in.text("fact_id"), String.valueOf(agent), cycle, in.proposal()),
              in.text("proposal_id"));
      case "proposal_rejected" ->
          new Body.ProposalRejected(
              in.text("proposal_id"),
              in.text("key"),
              in.word("code", Body.Rejection.class),
              in.text("message"),
              in.optional("invariant"));
      case "approval_requested" ->
          new Body.ApprovalRequested(
              in.text("proposal_id"),
              in.text("gate"),
              in.text("role"),
              in.text("fact_id"),
              in.time("expires_at"),
              in.word("on_silence", Decision.class));
      case "approval_decided" ->
          new Body.ApprovalDecided(
              in.text("proposal_id"),
              in.word("decision", Decision.class),
              in.text("actor"),
              in.bool("asserted"),
              in.optional("comment"),
              in.bool("by_deadline"));
      case "observation_received" ->
          new Body.ObservationReceived(
              in.text("proposal_id"),
              in.proposal(),
              in.text("actor"),
              in.bool("asserted"),
              in.request());
      case "invariant_violated" ->
          new Body.InvariantViolated(
              in.text("invariant"),
              in.word("class", Invariant.Kind.class),
              in.text("name"),
              in.text("message"),
              in.strings("facts"));
      case "invariant_restored" -> new Body.InvariantRestored(in.text("invariant"));
      case "tier_reached" ->
          new Body.TierReached(in.text("tier"), in.map("facts", EventReader::strings));
      case "oscillation_detected" ->
          new Body.OscillationDetected(
              in.strings("agents"), in.strings("keys"), in.strings("facts"), in.integer("cycles"));
      case "cycle_completed" ->
          new Body.CycleCompleted(in.integer("new_facts"), in.required("spent").spent());
      case "budget_changed" ->
          new Body.BudgetChanged(
              in.required("before").budget(), in.required("after").budget(), in.text("actor"));
      case "run_status" -> in.runStatus();
      default ->
          throw new IllegalArgumentException("event type: " + type + " (expected: a known one)");
    };
  }

  private @Nullable RequestKey request() {
    String key = optional("request_key");
    return key == null ? null : new RequestKey(key, text("request_fingerprint"));
  }

  private Body runStarted() {
    return new Body.RunStarted(
        text("job_id"),
        text("template"),
        text("version"),
        text("template_hash"),
        word("mode", Mode.class),
        required("budget").budget(),
        map("versions", EventReader::string),
        integer("format"));
  }

  private ModelCall modelCall() {
    return new ModelCall(
        text("provider"),
        text("model"),
        word("outcome", ModelOutcome.class),
        text("request_hash"),
        text("request"),
        optional("response"),
        number("input_tokens"),
        number("output_tokens"),
        number("cost_micros"),
        bool("estimated"),
        duration("duration_ms"),
        optional("provider_request_id"));
  }

  private Body runStatus() {
    Body.Summary summary =
        inner("summary")
            .map(in ->
                new Body.Summary(
                    in.map("facts", value -> (int) asNumber(value)),
                    in.text("result_hash"),
                    in.bool("reproducible"),
                    in.strings("because")))
            .orElse(null);
    return new Body.RunStatus(
        word("status", Status.class),
        word("previous", Status.class),
        json.get("reason").isPresent() ? word("reason", HaltReason.class) : null,
        optional("detail"),
        optional("actor"),
        required("spent").spent(),
        summary);
  }

  private static Body.Wake wake(Json value) {
    EventReader in = new EventReader((Json.Obj) value);
    return new Body.Wake(in.text("agent"), in.strings("keys"), in.strings("violations"));
  }

  private Quote quote() {
    return new Quote(
        text("provider"),
        text("model"),
        number("max_tokens"),
        number("max_cost_micros"),
        json.get("why").orElse(null));
  }

  private Proposal proposal() {
    EventReader provenance = required("provenance");
    return new Proposal(
        text("key"),
        optional("fact_id"),
        text("content"),
        object("data"),
        ((Json.Num) member("confidence")).value(),
        strings("cites"),
        list("citations", EventReader::citation),
        new Provenance(
            provenance.word("origin", Provenance.Origin.class),
            provenance.text("version"),
            provenance.optional("model"),
            provenance.optional("prompt_hash")));
  }

  private static Citation citation(Json value) {
    EventReader in = new EventReader((Json.Obj) value);
    return new Citation(in.text("source"), in.optional("title"), in.optional("passage"));
  }

  private Budget budget() {
    return new Budget(
        integer("max_cycles"),
        integer("max_facts"),
        duration("max_duration_ms"),
        number("max_tokens"),
        number("max_cost_micros"));
  }

  private Spent spent() {
    return new Spent(
        integer("cycles"),
        integer("facts"),
        duration("running_ms"),
        number("tokens"),
        number("cost_micros"));
  }

  private Json member(String name) {
    return json.get(name)
        .orElseThrow(
            () -> new IllegalArgumentException("event: member \"" + name + "\" is missing"));
  }

  private String text(String name) {
    return string(member(name));
  }

  private @Nullable String optional(String name) {
    return json.get(name).map(EventReader::string).orElse(null);
  }

  private static String string(Json value) {
    return ((Json.Str) value).value();
  }

  private Json.@Nullable Obj object(String name) {
    return (Json.Obj) json.get(name).orElse(null);
  }

  private Optional<EventReader> inner(String name) {
    return json.get(name).map(value -> new EventReader((Json.Obj) value));
  }

  private EventReader required(String name) {
    return new EventReader((Json.Obj) member(name));
  }

  private long number(String name) {
    return asNumber(member(name));
  }

  private static long asNumber(Json value) {
    return (long) ((Json.Num) value).value();
  }

  private int integer(String name) {
    return Math.toIntExact(number(name));
  }

  private boolean bool(String name) {
    return ((Json.Bool) member(name)).value();
  }

  private Duration duration(String name) {
    return Duration.ofMillis(number(name));
  }

  private @Nullable Instant time(String name) {
    return json.get(name).map(EventReader::string).map(Instant::parse).orElse(null);
  }

  private <E extends Enum<E>> E word(String name, Class<E> type) {
    return Enum.valueOf(type, text(name).toUpperCase(Locale.ROOT));
  }

  private List<String> strings(String name) {
    return strings(member(name));
  }

  private static List<String> strings(Json value) {
    List<String> out = new ArrayList<>();
    ((Json.Arr) value).items().forEach(item -> out.add(string(item)));
    return out;
  }

  private <T> List<T> list(String name, Function<Json, T> read) {
    List<T> out = new ArrayList<>();
    ((Json.Arr) member(name)).items().forEach(item -> out.add(read.apply(item)));
    return out;
  }

  private <T> SortedMap<String, T> map(String name, Function<Json, T> read) {
    TreeMap<String, T> out = new TreeMap<>();
    ((Json.Obj) member(name)).fields().forEach((key, value) -> out.put(key, read.apply(value)));
    return out;
  }
}
