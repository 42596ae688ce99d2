package dev.converge.testkit;

import dev.converge.core.Condition;
import dev.converge.core.Input;
import dev.converge.core.Invariant;
import dev.converge.core.Observation;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Budget;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Gate;
import dev.converge.core.decision.RequestKey;
import dev.converge.core.decision.Roles;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Status;
import dev.converge.testkit.OutcomeFlow.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One flow for each end that a run can come to, and for each thing that can happen on the way.
public final class OutcomeFlows {
  private static final Budget BUDGET =
      new Budget(20, 100, Duration.ofMinutes(10), 50_000, 1_000_000);
  private static final List<Seed> SEEDS =
      List.of(
          new Seed("seed:b", "second, with ünïcode \uD83D\uDC1F", null),
          new Seed("seed:a", "first", Json.object().put("weight", 0.1).put("n", 3).build()));

  private OutcomeFlows() {}

  /// All of them.
  ///
  /// @param hash gives a program's template hash from its name
  public static List<OutcomeFlow> all(UnaryOperator<String> hash) {
    Build b = new Build(hash);
    List<OutcomeFlow> flows = new ArrayList<>(ends(b));
    flows.addAll(ways(b));
    return List.copyOf(flows);
  }

  /// Flows whose provider is away for a while: one run pauses itself and goes on, one may not wait.
  /// None of these is among the recorded bundles.
  ///
  /// @param hash gives a program's template hash from its name
  public static List<OutcomeFlow> outages(UnaryOperator<String> hash) {
    Build b = new Build(hash);
    Moment back = new Moment(s -> s.status() == Status.PAUSED, Input.ProviderBack::new);
    OutcomeFlow waiting =
        b.flow(
            "retried-outage",
            chain("absent", "ranking"),
            List.of(),
            null,
            BUDGET,
            back,
            back,
            back);
    OutcomeFlow halting =
        b.flow("halted-provider", chain("absent", "ranking"), List.of(), null, BUDGET);
    Program.Definition d = halting.program().definition();
    Program impatient =
        Program.of(
            new Program.Definition(
                d.name(),
                d.version(),
                d.hash(),
                d.objective(),
                d.seeds(),
                d.agents(),
                d.invariants(),
                d.gates(),
                d.budget(),
                Json.object().put("on_outage", "halt").build()));
    return List.of(
        waiting,
        new OutcomeFlow(
            halting.name(),
            impatient,
            halting.seeds(),
            halting.budget(),
            halting.agents(),
            halting.moments()));
  }

  private static List<OutcomeFlow> ends(Build b) {
    Budget few = new Budget(20, 1, BUDGET.maxDuration(), 50_000, 1_000_000);
    Budget tokens = new Budget(20, 100, BUDGET.maxDuration(), 999, 1_000_000);
    Budget money = new Budget(20, 100, BUDGET.maxDuration(), 50_000, 1_999);
    return List.of(
        b.flow("converged", chain("judging", "ranking"), List.of(), null, BUDGET),
        b.flow("converged-at-once", List.of(), List.of(), null, BUDGET),
        b.flow("halted-invariant", chain("judging", "ranking"), List.of(twoRanks()), null, BUDGET),
        b.flow("halted-budget-facts", chain("judging", "ranking"), List.of(), null, few),
        b.flow("halted-budget-tokens", chain("judging", "ranking"), List.of(), null, tokens),
        b.flow("halted-budget-money", chain("judging", "ranking"), List.of(), null, money),
        b.flow("halted-conflict", chain("judging", "contrary", "ranking"), List.of(), null, BUDGET),
        b.flow("halted-agent", chain("judging", "crashing"), List.of(), null, BUDGET),
        b.flow("halted-agent-model", chain("distant", "ranking"), List.of(), null, BUDGET),
        b.flow(
            "halted-rejected",
            chain("judging", "ranking"),
            List.of(),
            gate(true, null),
            BUDGET,
            decide(Decision.REJECTED)),
        b.flow(
            "cancelled",
            chain("judging", "ranking"),
            List.of(),
            null,
            BUDGET,
            new Moment(s -> s.cycle() == 2, at -> new Input.Cancelled("ann", "no use", at))),
        b.flow(
            "failed",
            chain("judging", "ranking"),
            List.of(),
            null,
            BUDGET,
            new Moment(s -> s.cycle() == 2, at -> new Input.Broken("a fault", at))),
        b.flow("waiting", chain("judging", "ranking"), List.of(), gate(false, null), BUDGET),
        b.flow(
            "converged-continued",
            chain("judging", "ranking"),
            List.of(twoRanks()),
            null,
            new Budget(2, 50, Duration.ofHours(1), 40_000, 900_000),
            goOn(List.of(), 2),
            goOn(List.of(), 9),
            goOn(List.of(), 9),
            goOn(List.of(new Observation("Ranks", null, "seen elsewhere", null)), 9)),
        b.flow(
            "converged-returned",
            chain("judging", "ranking"),
            List.of(),
            revisable(),
            BUDGET,
            new Moment(
                state -> state.status() == Status.WAITING,
                at ->
                    new Input.Returned(
                        "prop:2:judging:1", "carl", false, "say why", Roles.EVERY, at)),
            new Moment(
                state -> state.status() == Status.WAITING,
                at ->
                    new Input.Decided(
                        "prop:3:judging:1", Decision.APPROVED, "carl", false, null, at))));
  }

  private static Gate revisable() {
    return new Gate(
        "verdicts",
        "Verdicts",
        "",
        0.4,
        null,
        "judge",
        null,
        Decision.REJECTED,
        false,
        1,
        false,
        2,
        List.of());
  }

  /// Somebody continues the run when it has halted.
  private static Moment goOn(List<Observation> observations, int maxCycles) {
    Budget budget = new Budget(maxCycles, 50, Duration.ofHours(1), 40_000, 900_000);
    return new Moment(
        state -> state.status() == Status.HALTED,
        at ->
            new Input.Continued(
                budget,
                observations,
                "ann",
                true,
                "once more",
                new RequestKey("key of " + at, "said"),
                at));
  }

  private static List<OutcomeFlow> ways(Build b) {
    return List.of(
        b.flow("repaired", chain("clumsy", "ranking"), List.of(), null, BUDGET),
        b.flow("retried", chain("distant", "ranking"), List.of(), null, BUDGET),
        b.flow(
            "nobody-decided",
            chain("judging", "ranking"),
            List.of(),
            gate(false, Duration.ofHours(1)),
            BUDGET),
        b.flow(
            "interrupted",
            chain("judging", "ranking"),
            List.of(),
            null,
            BUDGET,
            new Moment(s -> s.cycle() == 2, Input.TimeReached::new, Duration.ofDays(2))),
        b.flow(
            "people",
            chain("judging", "ranking"),
            List.of(),
            gate(false, null),
            BUDGET,
            new Moment(s -> s.cycle() == 1, at -> new Input.Paused("ann", "lunch", at)),
            new Moment(
                s -> s.status() == Status.PAUSED,
                at -> new Input.Observed("Notes", null, "it rains", null, "bob", true, at)),
            new Moment(OutcomeFlows::always, at -> new Input.Resumed("ann", at)),
            new Moment(
                OutcomeFlows::always,
                at ->
                    new Input.BudgetChanged(
                        new Budget(10, 50, Duration.ofHours(1), 40_000, 900_000), "ann", at)),
            decide(Decision.APPROVED),
            decide(Decision.APPROVED)));
  }

  private static boolean always(RunState state) {
    return !state.status().isFinal();
  }

  private static Moment decide(Decision decision) {
    return new Moment(
        state -> state.status() == Status.WAITING,
        at -> new Input.Decided("prop:2:judging:1", decision, "carl", false, "as I see it", at));
  }

  private static Invariant twoRanks() {
    return new Invariant(
        "two_ranks",
        Invariant.Kind.ACCEPTANCE,
        "There is a choice",
        new Condition.Count("Ranks", 2, 9),
        "",
        false);
  }

  private static Gate gate(boolean halts, @Nullable Duration within) {
    return new Gate(
        "verdicts",
        "Verdicts",
        "",
        0.4,
        null,
        "judge",
        within,
        Decision.REJECTED,
        halts,
        1,
        false,
        0,
        List.of());
  }

  private static List<AgentSpec> chain(String judge, String... rankers) {
    List<AgentSpec> agents = new ArrayList<>();
    AgentSpec.Output notes = AgentSpec.Output.of("Notes", "note:", 1, 100);
    agents.add(agent("noting", AgentSpec.Kind.RULE, "Seeds", notes, 1));
    AgentSpec.Output verdicts =
        new AgentSpec.Output(
            "Verdicts",
            "verdict:",
            1,
            1,
            "",
            List.of(new AgentSpec.Cites(1, "Notes")),
            List.of(),
            0,
            0,
            false);
    agents.add(agent(judge, AgentSpec.Kind.LLM, "Notes", verdicts, AgentSpec.DEFAULT_ATTEMPTS));
    for (String ranker : rankers) {
      AgentSpec.Output ranks =
          new AgentSpec.Output("Ranks", "rank:", 1, 1, "", List.of(), List.of(), 0, 0, true);
      agents.add(agent(ranker, AgentSpec.Kind.RULE, "Verdicts", ranks, 1));
    }
    return agents;
  }

  private static AgentSpec agent(
      String id, AgentSpec.Kind kind, String reads, AgentSpec.Output output, int attempts) {
    return new AgentSpec(
        id,
        kind,
        AgentSpec.Eligibility.all(reads),
        List.of(output),
        "",
        false,
        false,
        attempts,
        AgentSpec.DEFAULT_DEADLINE,
        id.equals("absent") ? Duration.ofSeconds(4) : AgentSpec.DEFAULT_GIVE_UP_AFTER,
        Json.Obj.EMPTY);
  }

  private record Build(UnaryOperator<String> hash) {
    OutcomeFlow flow(
        String name,
        List<AgentSpec> agents,
        List<Invariant> invariants,
        @Nullable Gate gate,
        Budget budget,
        Moment... moments) {
      Program program =
          Program.of(
              new Program.Definition(
                  name,
                  "1.0.0",
                  hash.apply(name),
                  "To come to a known end.",
                  List.of(),
                  agents,
                  invariants,
                  gate == null ? List.of() : List.of(gate),
                  budget,
                  Json.Obj.EMPTY));
      return new OutcomeFlow(name, program, SEEDS, budget, new OutcomeAgents(), List.of(moments));
    }
  }
}
