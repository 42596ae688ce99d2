package dev.converge.core;

import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.ModelOutcome;
import dev.converge.core.budget.OnOutage;
import dev.converge.core.budget.Quote;
import dev.converge.core.budget.Unchosen;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Person;
import dev.converge.core.decision.RequestKey;
import dev.converge.core.decision.Roles;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.proposal.Seed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads the inputs of transcripts. `ms` is the time after noon; cycle and attempt are the ones
/// under way unless given.
final class TranscriptInputs {
  private final Json.Obj json;
  private final RunState state;
  private final Instant at;

  private TranscriptInputs(Json.Obj json, RunState state) {
    this.json = json;
    this.state = state;
    this.at = Play.NOON.plusMillis(number("ms", 0));
  }

  static Input read(Json.Obj json, RunState state) {
    return new TranscriptInputs(json, state).input();
  }

  private Input input() {
    // No JSON can say this; a client of another kind could.
    String actor = text("actor", "ann").replace("<lone surrogate>", "\ud800");
    return switch (text("input", "")) {
      case "started" ->
          new Input.Started(
              "job_1",
              mode(),
              seeds(),
              budget(),
              new TreeMap<>(),
              submitter(),
              optional("on_outage") == null
                  ? null
                  : OnOutage.valueOf(text("on_outage", "").toUpperCase(Locale.ROOT)),
              at);
      case "quoted" -> quoted();
      case "sent" -> new Input.Sent(text("agent", ""), cycle(), attempt(), lost(), at);
      case "answered" ->
          new Input.Answered(
              text("agent", ""),
              cycle(),
              attempt(),
              new Answer(proposals(), calls(), Duration.ofMillis(3)),
              at);
      case "failed" -> failed();
      case "decided" ->
          new Input.Decided(
              text("proposal", ""),
              Decision.valueOf(text("decision", "").toUpperCase(Locale.ROOT)),
              actor,
              false,
              optional("comment"),
              roles(),
              at);
      case "returned" ->
          new Input.Returned(
              text("proposal", ""), actor, false, text("comment", "more"), roles(), at);
      case "observed" ->
          new Input.Observed(
              text("key", ""),
              optional("id"),
              text("content", ""),
              null,
              actor,
              true,
              optional("request") == null
                  ? null
                  : new RequestKey(text("request", ""), text("content", "")),
              at);
      case "paused" -> new Input.Paused(actor, optional("reason"), at);
      case "resumed" -> new Input.Resumed(actor, at);
      case "cancelled" -> new Input.Cancelled(actor, optional("reason"), at);
      case "budget" -> new Input.BudgetChanged(budget(), actor, at);
      case "continued" -> continued(actor);
      case "time" -> new Input.TimeReached(at);
      case "back" -> new Input.ProviderBack(at);
      case "full" ->
          new Input.OutOfRoom(number("max", 0), number("used", 0), number("needed", 0), at);
      case "broken" -> new Input.Broken("internal error", at);
      default -> throw new IllegalArgumentException("input: " + json.canonical());
    };
  }

  private Input continued(String actor) {
    List<Observation> observations = new ArrayList<>();
    Transcript.texts(inner("observations"))
        .forEach((key, text) -> observations.add(new Observation(key, null, text, null)));
    for (int i = (int) number("many", 0); i > 0; i--) {
      observations.add(new Observation("A", null, "" + i, null));
    }
    RequestKey key =
        optional("request") == null ? null : new RequestKey(text("request", ""), budget() + "");
    return new Input.Continued(budget(), observations, actor, false, optional("reason"), key, at);
  }

  private @Nullable Person submitter() {
    String name = optional("submitter");
    return name == null ? null : new Person(name, false);
  }

  private Roles roles() {
    String role = optional("role");
    return role == null ? Roles.EVERY : Roles.of(new TreeSet<>(List.of(role)));
  }

  private Input failed() {
    long retryAfter = number("retry_after_ms", -1);
    return new Input.Failed(
        text("agent", ""),
        cycle(),
        attempt(),
        FailureKind.valueOf(text("kind", "").toUpperCase(Locale.ROOT)),
        text("message", "of no use"),
        retryAfter < 0 ? null : Duration.ofMillis(retryAfter),
        calls(),
        at);
  }

  private Input quoted() {
    TreeMap<String, Quote> quotes = new TreeMap<>();
    TreeMap<String, Unchosen> missing = new TreeMap<>();
    inner("quotes")
        .fields()
        .forEach((agent, tokens) ->
            quotes.put(agent, new Quote("p", "m", (long) ((Json.Num) tokens).value(), 10, null)));
    Transcript.texts(inner("missing"))
        .forEach((agent, why) -> missing.put(agent, new Unchosen(why)));
    return new Input.Quoted(cycle(), quotes, missing, at);
  }

  private Json.Obj inner(String name) {
    return (Json.Obj) json.get(name).orElse(Json.Obj.EMPTY);
  }

  private Mode mode() {
    return Mode.valueOf(text("mode", "offline").toUpperCase(Locale.ROOT));
  }

  private List<Seed> seeds() {
    List<Seed> seeds = new ArrayList<>();
    Transcript.texts(inner("seeds")).forEach((id, text) -> seeds.add(new Seed(id, text, null)));
    return seeds;
  }

  private Budget budget() {
    return new Budget(
        (int) number("max_cycles", 9),
        (int) number("max_facts", 9),
        Duration.ofMillis(number("max_duration_ms", 600_000)),
        number("max_tokens", 100),
        number("max_cost_micros", 1_000));
  }

  private List<Proposal> proposals() {
    List<Proposal> proposals = new ArrayList<>();
    for (Json item : list("proposals")) {
      TranscriptInputs in = new TranscriptInputs((Json.Obj) item, state);
      List<String> cites = in.list("cites").stream().map(c -> ((Json.Str) c).value()).toList();
      proposals.add(
          new Proposal(
              in.text("key", ""),
              in.optional("id"),
              in.text("content", ""),
              null,
              in.number("percent", 100) / 100.0,
              cites,
              List.of(),
              Provenance.rule("1")));
    }
    return proposals;
  }

  private List<ModelCall> calls() {
    long tokens = number("tokens", 0);
    return tokens == 0 ? List.of() : List.of(Play.call(tokens, 5));
  }

  private ModelCall lost() {
    return new ModelCall(
        "p",
        "m",
        ModelOutcome.LOST,
        "00",
        "{}",
        null,
        number("tokens", 0),
        0,
        5,
        true,
        Duration.ZERO,
        null);
  }

  private List<Json> list(String name) {
    return json.get(name).map(value -> ((Json.Arr) value).items()).orElse(List.of());
  }

  private int cycle() {
    return (int) number("cycle", state.cycle());
  }

  private int attempt() {
    return (int) number("attempt", 1);
  }

  private long number(String name, long otherwise) {
    return json.get(name).map(value -> (long) ((Json.Num) value).value()).orElse(otherwise);
  }

  private String text(String name, String otherwise) {
    return json.get(name).map(value -> ((Json.Str) value).value()).orElse(otherwise);
  }

  private @Nullable String optional(String name) {
    return json.get(name).map(value -> ((Json.Str) value).value()).orElse(null);
  }
}
