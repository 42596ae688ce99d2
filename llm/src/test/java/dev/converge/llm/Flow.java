package dev.converge.llm;

import dev.converge.core.Body;
import dev.converge.core.Condition;
import dev.converge.core.Core;
import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.Invariant;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.Step;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.Field;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.decision.Decision;
import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.Seed;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import dev.converge.engine.agent.Agents;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Runs a program on the core alone, one call after the other, on a clock that stands still.
public final class Flow {
  public static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private Flow() {}

  public record Ran(RunState state, List<Event> events) {}

  public static Ran run(Program program, Agents agents, Mode mode, List<Seed> seeds)
      throws InterruptedException {
    return run(program, agents, mode, seeds, false);
  }

  /// Runs a program as far as it goes without people, or with somebody who approves everything.
  public static Ran run(
      Program program, Agents agents, Mode mode, List<Seed> seeds, boolean approved)
      throws InterruptedException {
    List<Event> events = new ArrayList<>();
    RunState state = Core.initial(program);
    Input next =
        new Input.Started(
            "job_1", mode, seeds, program.definition().budget(), agents.versions(program), NOON);
    while (next != null) {
      Step step = Core.step(program, state, next);
      events.addAll(step.events());
      state = step.next();
      next = next(program, agents, mode, state, approved);
    }
    return new Ran(state, events);
  }

  /// What a model that keeps its contract says to each agent of a run, by agent: learnt from the
  /// reasoner, request by request, in one offline run.
  static Map<String, String> offlineAnswers(Program program, List<Seed> seeds)
      throws InterruptedException {
    Map<String, String> answers = new TreeMap<>();
    Agents reasoner = Shipped.with(new ModelAgents(InstantSource.fixed(NOON)));
    for (Event event : run(program, reasoner, Mode.OFFLINE, seeds, true).events()) {
      if (event.body() instanceof Body.ModelCalled called) {
        Json.Obj response = (Json.Obj) Json.parse(String.valueOf(called.call().response()));
        answers.put(String.valueOf(event.agent()), OptionalMembers.textOrEmpty(response, "text"));
      }
    }
    return answers;
  }

  private static @Nullable Input next(
      Program program, Agents agents, Mode mode, RunState state, boolean approved)
      throws InterruptedException {
    Instant wake = null;
    for (Request request : Core.outstanding(program, state)) {
      switch (request) {
        case Request.ChooseModels choose -> {
          Agents.Choice choice = agents.choose(program, choose, state.context(), mode);
          return new Input.Quoted(choose.cycle(), choice.quotes(), choice.missing(), NOON);
        }
        case Request.AskAgent ask -> {
          return answer(program, agents, mode, state, ask);
        }
        case Request.AskPerson ask -> {
          if (approved) {
            return new Input.Decided(
                ask.proposalId(), Decision.APPROVED, "somebody", false, null, NOON);
          }
        }
        case Request.WakeAt(Instant at) -> wake = at;
      }
    }
    return wake != null && wake.isBefore(NOON.plusSeconds(300))
        ? new Input.TimeReached(wake)
        : null;
  }

  private static Input answer(
      Program program, Agents agents, Mode mode, RunState state, Request.AskAgent ask)
      throws InterruptedException {
    AgentSpec spec = program.agent(ask.agent()).orElseThrow();
    AgentCall call =
        new AgentCall(
            "run_1", program, spec, ask, state.context(), mode, NOON.plus(spec.deadline()));
    try {
      return new Input.Answered(
          ask.agent(),
          ask.cycle(),
          ask.attempt(),
          agents.agent(program, spec, mode).ask(call),
          NOON);
    } catch (AgentFailure failure) {
      return new Input.Failed(
          ask.agent(),
          ask.cycle(),
          ask.attempt(),
          failure.kind(),
          String.valueOf(failure.getMessage()),
          failure.retryAfter(),
          failure.calls(),
          NOON);
    }
  }

  public static AgentSpec agent(
      String id, AgentSpec.Eligibility when, String instruction, AgentSpec.Output... outputs) {
    return new AgentSpec(
        id,
        AgentSpec.Kind.LLM,
        when,
        List.of(outputs),
        instruction,
        false,
        false,
        3,
        Duration.ofMinutes(2),
        AgentSpec.DEFAULT_GIVE_UP_AFTER,
        Json.Obj.EMPTY);
  }

  public static AgentSpec.Output output(
      String key, String prefix, int min, int max, String... cites) {
    List<AgentSpec.Cites> rules =
        java.util.Arrays.stream(cites).map(of -> new AgentSpec.Cites(1, of)).toList();
    return new AgentSpec.Output(key, prefix, min, max, "", rules, List.of(), 0, 0, false);
  }

  public static AgentSpec.Output each(
      String key, String prefix, String forEach, List<Field> fields) {
    return new AgentSpec.Output(key, prefix, 1, 1, forEach, List.of(), fields, 0, 0, false);
  }

  public static Field integer(String name, int min, int max) {
    return new Field(name, Field.Type.INTEGER, true, min, max, List.of());
  }

  public static Program program(
      String objective, List<AgentSpec> agents, List<Invariant> invariants) {
    return Program.of(
        new Program.Definition(
            "test",
            "1.0.0",
            "0",
            objective,
            List.of(),
            agents,
            invariants,
            List.of(),
            Budget.DEFAULT,
            Json.Obj.EMPTY));
  }

  /// The models of growth-strategy.
  public static Program growth() {
    var all = AgentSpec.Eligibility.all("Signals", "Competitors");
    return program(
        "Find growth strategies for a product in a defined market, and judge them honestly.",
        List.of(
            agent(
                "market_signal",
                AgentSpec.Eligibility.all(Keys.SEEDS),
                "List the market signals that the seeds support: trends, growth indicators,"
                    + " adoption, size. State only what they support.",
                output("Signals", "signal:", 2, 4, Keys.SEEDS)),
            agent(
                "competitor",
                AgentSpec.Eligibility.all("Signals"),
                "Name the competitors and alternatives that the signals point to, and what each is"
                    + " strong in.",
                output("Competitors", "competitor:", 1, 3, "Signals")),
            agent(
                "strategic_insight",
                all,
                "Form hypotheses that follow from the signals and the competitors taken together.",
                output("Hypotheses", "insight:", 2, 3, "Signals")),
            agent(
                "strategy",
                all,
                "Propose distinct strategies for growth: what to do, for whom, toward which goal.",
                output("Strategies", "strategy:", 3, 5, "Signals")),
            agent(
                "risk_assessment",
                AgentSpec.Eligibility.all("Strategies"),
                "Name the constraints and risks that stand against each strategy.",
                each("Constraints", "risk:", "Strategies", List.of())),
            agent(
                "evaluation",
                AgentSpec.Eligibility.all("Strategies"),
                "Judge each strategy: feasibility and impact from 1 to 10, the main risk, and why.",
                each(
                    "Evaluations",
                    "eval:",
                    "Strategies",
                    List.of(
                        integer("feasibility", 1, 10),
                        integer("impact", 1, 10),
                        Field.of("risk", Field.Type.STRING))))),
        List.of(
            new Invariant(
                "brand_safety",
                Invariant.Kind.STRUCTURAL,
                "Nothing promises what nobody can promise",
                new Condition.MentionsNone(
                    "Strategies", List.of("guaranteed", "risk-free", "100% certain")),
                "",
                false),
            new Invariant(
                "two_distinct_strategies",
                Invariant.Kind.ACCEPTANCE,
                "There is a choice",
                new Condition.AllOf(
                    List.of(
                        new Condition.Count("Strategies", 2, Integer.MAX_VALUE),
                        new Condition.AllDifferent("Strategies"))),
                "",
                false),
            new Invariant(
                "every_strategy_judged",
                Invariant.Kind.ACCEPTANCE,
                "No strategy goes unjudged",
                new Condition.CitedBy("Strategies", "Evaluations"),
                "",
                false)));
  }

  public static List<Seed> seeds(String... idsAndTexts) {
    List<Seed> seeds = new ArrayList<>();
    for (int i = 0; i < idsAndTexts.length; i += 2) {
      seeds.add(new Seed(idsAndTexts[i], idsAndTexts[i + 1], null));
    }
    return seeds;
  }
}
