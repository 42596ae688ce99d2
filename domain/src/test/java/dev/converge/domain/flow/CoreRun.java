package dev.converge.domain.flow;

import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.Step;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.budget.Quote;
import dev.converge.core.decision.Decision;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Outcome;
import dev.converge.engine.agent.AgentCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A run of a program through the core's step alone: rule agents answer for themselves, the others
/// by a script. Goes on until nobody is left to be asked.
public final class CoreRun {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final int MAX_STEPS = 1_000;

  private final Program program;
  private final Function<AgentCall, List<Proposal>> script;
  private final RuleAgents rules;
  private final List<Event> events = new ArrayList<>();
  private RunState state;

  CoreRun(Program program, Function<AgentCall, List<Proposal>> script) {
    this(program, script, RuleAgents.installed());
  }

  CoreRun(Program program, Function<AgentCall, List<Proposal>> script, RuleAgents rules) {
    this.rules = rules;
    this.program = program;
    this.script = script;
    this.state = Core.initial(program);
  }

  CoreRun start(List<Seed> seeds) {
    return put(
        new Input.Started(
            "job_1",
            Mode.OFFLINE,
            seeds,
            program.definition().budget(),
            rules.versions(program),
            NOON));
  }

  CoreRun observe(String key, String content) {
    return put(new Input.Observed(key, null, content, null, "client", true, NOON));
  }

  CoreRun decide(Decision decision) {
    String first = state.pending().getFirst().proposalId();
    return put(new Input.Decided(first, decision, "ann", true, null, NOON));
  }

  public RunState state() {
    return state;
  }

  List<Event> events() {
    return events;
  }

  private CoreRun put(Input first) {
    Input next = first;
    for (int i = 0; i < MAX_STEPS && next != null; i++) {
      Step step = Core.step(program, state, next);
      if (!(step.outcome() instanceof Outcome.Accepted)) {
        throw new AssertionError(next + " → " + step.outcome());
      }
      events.addAll(step.events());
      state = step.next();
      next = answer();
    }
    return this;
  }

  private @Nullable Input answer() {
    for (Request request : Core.outstanding(program, state)) {
      if (request instanceof Request.ChooseModels choose) {
        TreeMap<String, Quote> quotes = new TreeMap<>();
        choose.agents().forEach(a -> quotes.put(a, new Quote("scripted", "one", 1, 0, null)));
        return new Input.Quoted(choose.cycle(), quotes, new TreeMap<>(), NOON);
      }
      if (request instanceof Request.AskAgent ask) {
        return new Input.Answered(
            ask.agent(),
            ask.cycle(),
            ask.attempt(),
            new Answer(proposals(ask), List.of(), Duration.ZERO),
            NOON);
      }
    }
    return null;
  }

  private List<Proposal> proposals(Request.AskAgent ask) {
    AgentCall call =
        new AgentCall(
            "run_1",
            program,
            program.agent(ask.agent()).orElseThrow(),
            ask,
            state.context(),
            Mode.OFFLINE,
            NOON);
    try {
      return rules.agent(call.spec()).isPresent() && call.spec().kind() == AgentSpec.Kind.RULE
          ? rules.agent(call.spec()).orElseThrow().ask(call).proposals()
          : script.apply(call);
    } catch (Exception e) {
      throw new AssertionError(ask.agent() + " cannot answer", e);
    }
  }
}
