package dev.converge.core;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.ModelCall;
import dev.converge.core.budget.ModelOutcome;
import dev.converge.core.budget.Quote;
import dev.converge.core.decision.Gate;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// A run driven by hand: inputs in, events out. Holds that replay gives the same state and that
/// every event reads back as it was.
final class Play {
  static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  final Program program;
  final List<Event> events = new ArrayList<>();
  RunState state;
  Instant now = NOON;

  Play(Program program) {
    this.program = program;
    this.state = Core.initial(program);
  }

  static Program program(List<AgentSpec> agents, List<Invariant> invariants, List<Gate> gates) {
    return program(agents, invariants, gates, Budget.DEFAULT);
  }

  static Program program(
      List<AgentSpec> agents, List<Invariant> invariants, List<Gate> gates, Budget budget) {
    return Program.of(
        new Program.Definition(
            "play",
            "1.0.0",
            "0",
            "",
            List.of(),
            agents,
            invariants,
            gates,
            budget,
            Json.Obj.EMPTY));
  }

  static AgentSpec agent(String id, String reads, String writes) {
    return agent(id, AgentSpec.Kind.RULE, AgentSpec.Eligibility.all(reads), writes, 1);
  }

  static AgentSpec agent(
      String id, AgentSpec.Kind kind, AgentSpec.Eligibility when, String writes, int maxAttempts) {
    return new AgentSpec(
        id,
        kind,
        when,
        List.of(AgentSpec.Output.of(writes, id + ":", 0, Integer.MAX_VALUE)),
        "",
        false,
        false,
        maxAttempts,
        AgentSpec.DEFAULT_DEADLINE,
        AgentSpec.DEFAULT_GIVE_UP_AFTER,
        Json.Obj.EMPTY);
  }

  Play start(String... seeds) {
    List<Seed> all = new ArrayList<>();
    for (String id : seeds) {
      all.add(new Seed(id, "seed " + id, null));
    }
    take(
        new Input.Started(
            "job_1", Mode.OFFLINE, all, program.definition().budget(), new TreeMap<>(), now));
    return this;
  }

  Outcome take(Input input) {
    Step step = Core.step(program, state, input);
    events.addAll(step.events());
    state = step.next();
    List<Event> read =
        new Chain("run_1", Chain.START)
            .seal(events, new byte[events.size() * Chain.SALT_BYTES]).stream()
                .map(line -> Chain.read(line.json()))
                .toList();
    if (!read.equals(events) || !Core.replay(program, read).equals(state)) {
      throw new AssertionError("does not read back after " + input + ": " + events.getLast());
    }
    return step.outcome();
  }

  Outcome answer(String agent, Proposal... proposals) {
    return answer(agent, List.of(), proposals);
  }

  Outcome answer(String agent, List<ModelCall> calls, Proposal... proposals) {
    return take(
        new Input.Answered(
            agent,
            state.cycle(),
            attempt(agent),
            new Answer(List.of(proposals), calls, Duration.ofMillis(2)),
            now));
  }

  Outcome fail(String agent, FailureKind kind, ModelCall... calls) {
    return take(
        new Input.Failed(
            agent, state.cycle(), attempt(agent), kind, "as told", null, List.of(calls), now));
  }

  int attempt(String agent) {
    return asked(agent).orElseThrow().attempt();
  }

  java.util.Optional<Request.AskAgent> asked(String agent) {
    return Core.outstanding(program, state).stream()
        .filter(Request.AskAgent.class::isInstance)
        .map(Request.AskAgent.class::cast)
        .filter(ask -> ask.agent().equals(agent))
        .findFirst();
  }

  static Proposal says(String key, String content, String... cites) {
    return Proposal.of(key, content, List.of(cites), Provenance.rule("1"));
  }

  static ModelCall call(long tokens, long costMicros) {
    return new ModelCall(
        "p",
        "m",
        ModelOutcome.ANSWERED,
        "00",
        "{}",
        "yes",
        tokens,
        0,
        costMicros,
        false,
        Duration.ZERO,
        null);
  }

  Input.Quoted quotes(long tokens, String... agents) {
    TreeMap<String, Quote> quotes = new TreeMap<>();
    for (String agent : agents) {
      quotes.put(agent, new Quote("p", "m", tokens, 0, null));
    }
    return new Input.Quoted(state.cycle(), quotes, new TreeMap<>(), now);
  }

  <T extends Body> List<T> all(Class<T> type) {
    return events.stream().map(Event::body).filter(type::isInstance).map(type::cast).toList();
  }
}
