package dev.converge.testkit;

import dev.converge.core.Context;
import dev.converge.core.Fact;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.ModelOutcome;
import dev.converge.core.budget.Quote;
import dev.converge.core.budget.Unchosen;
import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.testkit.contract.Asked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/// The agents of [OutcomeFlows], by id: `noting` writes a note for each seed, `judging` asks a
/// model that answers from the request alone, `ranking` sums up; the others bring about an end.
/// Pure.
public class OutcomeAgents implements Agents {
  /// Version of every agent here unless said otherwise.
  public static final String VERSION = "1";

  private final String version;

  /// Agents of the current version.
  public OutcomeAgents() {
    this(VERSION);
  }

  /// Agents that say they are of another version.
  public OutcomeAgents(String version) {
    this.version = version;
  }

  private interface Asked {
    Answer ask(AgentCall call) throws AgentFailure;
  }

  @Override
  public Agent agent(Program program, AgentSpec spec, Mode mode) {
    return switch (spec.id()) {
      case "noting" -> agent(OutcomeAgents::notes);
      case "judging" -> agent(OutcomeAgents::judges);
      case "clumsy" -> agent(OutcomeAgents::judgesBadlyAtFirst);
      case "distant" -> agent(OutcomeAgents::answersOnceReached);
      case "absent" -> agent(OutcomeAgents::answersOnceBack);
      case "ranking" -> agent(call -> ranks(call, "rank"));
      case "contrary" -> agent(call -> ranks(call, "contrary rank"));
      case "crashing" ->
          agent(call -> {
            throw new IllegalStateException("of no use to " + call.spec().id());
          });
      default ->
          throw new ConvergeException(
              ErrorCode.INVALID, "agent: " + spec.id() + " (nobody answers for it)");
    };
  }

  private Agent agent(Asked asked) {
    return new Agent() {
      @Override
      public String version() {
        return version;
      }

      @Override
      public Answer ask(AgentCall call) throws AgentFailure {
        return asked.ask(call);
      }
    };
  }

  private static Answer notes(AgentCall call) {
    List<Proposal> notes = new ArrayList<>();
    for (Fact seed : call.facts("Seeds")) {
      notes.add(
          new Proposal(
              "Notes",
              null,
              seed.content().toUpperCase(Locale.ROOT),
              Json.object().put("length", seed.content().length()).put("ratio", 0.1).build(),
              0.5,
              List.of(seed.id()),
              List.of(),
              Provenance.rule(VERSION)));
    }
    return new Answer(notes, List.of(), Duration.ZERO);
  }

  private static Answer ranks(AgentCall call, String word) {
    Fact last = call.facts("Verdicts").getLast();
    Proposal rank =
        new Proposal(
            "Ranks",
            "rank:top",
            word + " of " + last.content(),
            Json.object().put("of", last.id()).build(),
            1,
            List.of(last.id()),
            List.of(),
            Provenance.rule(VERSION));
    return new Answer(List.of(rank), List.of(), Duration.ZERO);
  }

  private static ModelCall model(AgentCall call, ModelOutcome outcome, String response) {
    List<Json> facts = new ArrayList<>();
    call.facts("Notes").forEach(fact -> facts.add(Json.of(fact.content())));
    String request =
        Json.object()
            .put("agent", call.spec().id())
            .put("attempt", call.request().attempt())
            .put("facts", Json.array(facts))
            .build()
            .canonical();
    return new ModelCall(
        "testkit",
        "parrot",
        outcome,
        Digest.of(request),
        request,
        response,
        120,
        40,
        17,
        false,
        Duration.ofMillis(3),
        "req-" + call.request().attempt());
  }

  private static Answer judges(AgentCall call) {
    ModelCall asked = model(call, ModelOutcome.ANSWERED, "“quite right” — ünïcode \u0007 and all");
    return verdicts(call, asked, 1);
  }

  private static Answer verdicts(AgentCall call, ModelCall asked, int count) {
    List<Proposal> verdicts = new ArrayList<>();
    List<String> notes = call.facts("Notes").stream().map(Fact::id).toList();
    for (int i = 0; i < count; i++) {
      verdicts.add(
          new Proposal(
              "Verdicts",
              null,
              "verdict " + (i + 1) + ": " + asked.response(),
              Json.object().put("score", 1e21).put("small", 1.5e-7).build(),
              0.3,
              notes,
              List.of(),
              new Provenance(Provenance.Origin.LIVE, VERSION, "parrot", asked.requestHash())));
    }
    return new Answer(verdicts, List.of(asked), Duration.ZERO);
  }

  /// Three verdicts that cite nothing where one citing one is asked for: two violations and more.
  private static Answer judgesBadlyAtFirst(AgentCall call) {
    ModelCall asked = model(call, ModelOutcome.ANSWERED, "too much");
    if (call.request().attempt() > 1) {
      return verdicts(call, asked, 1);
    }
    List<Proposal> bad = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      bad.add(Proposal.of("Verdicts", "verdict " + i, List.of(), Provenance.rule(VERSION)));
    }
    return new Answer(bad, List.of(asked), Duration.ZERO);
  }

  private static Answer answersOnceReached(AgentCall call) throws AgentFailure {
    ModelCall asked = model(call, ModelOutcome.UNAVAILABLE, "");
    if (call.request().attempt() == 1) {
      throw new AgentFailure(
          FailureKind.UNAVAILABLE, "busy", Duration.ofSeconds(90), List.of(asked));
    }
    return judges(call);
  }

  /// More failures than attempts; some calls are sent, some are held back.
  private static Answer answersOnceBack(AgentCall call) throws AgentFailure {
    int attempt = call.request().attempt();
    if (attempt <= 2 * AgentSpec.DEFAULT_ATTEMPTS) {
      List<ModelCall> calls =
          attempt % 2 == 0 ? List.of() : List.of(model(call, ModelOutcome.UNAVAILABLE, ""));
      throw new AgentFailure(FailureKind.OUTAGE, "parrot: status 503", null, calls);
    }
    return judges(call);
  }

  @Override
  public Choice choose(Program program, Request.ChooseModels request, Context context, Mode mode) {
    TreeMap<String, Quote> quotes = new TreeMap<>();
    TreeMap<String, Unchosen> missing = new TreeMap<>();
    for (String agent : request.agents()) {
      if (agent.equals("distant") && program.name().equals("halted-agent-model")) {
        missing.put(agent, new Unchosen("no model is that cheap"));
      } else {
        quotes.put(agent, new Quote("testkit", "parrot", 1_000, 2_000, Json.of("the only one")));
      }
    }
    return new Choice(quotes, missing);
  }

  @Override
  public SortedMap<String, String> versions(Program program) {
    TreeMap<String, String> versions = new TreeMap<>();
    program.agents().forEach(spec -> versions.put(spec.id(), version));
    return versions;
  }
}
