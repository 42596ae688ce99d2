package dev.converge.testkit;

import dev.converge.core.Condition;
import dev.converge.core.Invariant;
import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.agent.Field;
import dev.converge.core.budget.Budget;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Gate;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Makes flows of all shapes from choices: agents with random eligibility, kinds, outputs and
/// contracts, invariants of all classes, tiers, gates, budgets, and what each agent will answer.
final class FlowMaker {
  private static final int MOST_AGENTS = 5;
  private static final List<String> KEYS = List.of("K0", "K1", "K2", "K3");
  private static final List<String> WORDS = List.of("alpha", "beta", "gamma", "alpha beta");
  private static final Json.Obj HALTS_ON_OUTAGE = Json.object().put("on_outage", "halt").build();
  private static final Json.Obj NOTHING = Json.object(new TreeMap<String, Json>());

  private static final List<AgentSpec.Kind> KINDS =
      List.of(
          AgentSpec.Kind.RULE,
          AgentSpec.Kind.RULE,
          AgentSpec.Kind.LLM,
          AgentSpec.Kind.LLM,
          AgentSpec.Kind.SEARCH);

  private final Choices choices;
  private final boolean timeless;
  private final SortedSet<String> written = new TreeSet<>();

  private FlowMaker(Choices choices) {
    this.choices = choices;
    this.timeless = !choices.oneIn(3);
  }

  static Flow make(Choices choices) {
    return new FlowMaker(choices).flow();
  }

  private Flow flow() {
    int count = choices.between(1, MOST_AGENTS);
    List<List<AgentSpec.Output>> outputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      outputs.add(outputs("a" + i));
    }
    List<Invariant> invariants = invariants();
    List<AgentSpec> agents = new ArrayList<>();
    TreeMap<String, Flow.Behaviour> behaviours = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      AgentSpec agent = agent(i, outputs.get(i), invariants);
      agents.add(agent);
      behaviours.put(agent.id(), behaviour(agent));
    }
    List<Gate> gates = gates();
    Budget budget = budget();
    List<Boolean> decisions = new ArrayList<>();
    for (int i = choices.between(1, 3); i > 0; i--) {
      decisions.add(!choices.oneIn(4));
    }
    List<Seed> seeds = seeds();
    // Chosen last, so that everything else of a seed's flow stays as it was.
    boolean twoPeople = choices.oneIn(4);
    boolean haltsOnOutage = !timeless && choices.oneIn(6);
    int revisions = choices.below(3);
    Program program =
        Program.of(
            new Program.Definition(
                "made",
                "1.0.0",
                "0",
                "",
                List.of(),
                agents,
                invariants,
                gates.stream().map(gate -> asked(gate, twoPeople ? 2 : 1, revisions)).toList(),
                budget,
                haltsOnOutage ? HALTS_ON_OUTAGE : NOTHING));
    return new Flow(program, seeds, behaviours, decisions, timeless);
  }

  private static Gate asked(Gate gate, int approvals, int revisions) {
    return new Gate(
        gate.id(),
        gate.key(),
        gate.idPrefix(),
        gate.confidenceBelow(),
        gate.field(),
        gate.role(),
        gate.within(),
        gate.onSilence(),
        gate.rejectionHalts(),
        approvals,
        false,
        revisions,
        List.of());
  }

  private List<Seed> seeds() {
    List<Seed> seeds = new ArrayList<>();
    List<String> ids = List.of("seed:1", "a0:1", "decision:1", "zeta", "B.2");
    for (int i = choices.between(1, 3); i > 0; i--) {
      String id = choices.pick(ids);
      if (seeds.stream().noneMatch(seed -> seed.id().equals(id))) {
        seeds.add(new Seed(id, choices.pick(WORDS), choices.oneIn(4) ? data() : null));
      }
    }
    return choices.oneIn(40) ? List.of() : seeds;
  }

  private Budget budget() {
    Duration duration =
        timeless ? Duration.ofDays(20_000) : Duration.ofSeconds(choices.between(1, 600));
    return new Budget(
        choices.oneIn(40) ? 0 : choices.oneIn(5) ? choices.between(1, 4) : 12,
        choices.oneIn(5) ? choices.between(0, 8) : 60,
        duration,
        choices.oneIn(3) ? choices.between(0, 400) : 100_000,
        choices.oneIn(4) ? choices.between(0, 400) : 100_000);
  }

  private AgentSpec agent(int number, List<AgentSpec.Output> outputs, List<Invariant> invariants) {
    return new AgentSpec(
        "a" + number,
        choices.pick(KINDS),
        eligibility(number, invariants),
        outputs,
        "",
        choices.oneIn(3),
        choices.oneIn(4),
        choices.between(1, 3),
        Duration.ofSeconds(choices.between(1, 120)),
        timeless ? Duration.ofDays(20_000) : Duration.ofSeconds(choices.between(0, 60)),
        NOTHING);
  }

  private AgentSpec.Eligibility eligibility(int number, List<Invariant> invariants) {
    List<String> all = new ArrayList<>();
    List<String> any = new ArrayList<>();
    List<String> violations = new ArrayList<>();
    boolean first = number == 0;
    if (first || choices.oneIn(3)) {
      (choices.oneIn(3) ? any : all).add(Keys.SEEDS);
    }
    boolean starts = first && any.isEmpty();
    for (String key : written) {
      switch (starts ? 5 : choices.below(6)) {
        case 0, 1 -> any.add(key);
        case 2 -> (first ? any : all).add(key);
        default -> {}
      }
    }
    if (all.isEmpty() && any.isEmpty()) {
      any.add(choices.pick(List.copyOf(written)));
    }
    if (!first && choices.oneIn(12)) {
      any.add(Keys.DECISIONS);
    }
    for (Invariant invariant : invariants) {
      if (invariant.kind() == Invariant.Kind.SEMANTIC && !first && choices.oneIn(4)) {
        violations.add(invariant.id());
      }
    }
    return new AgentSpec.Eligibility(all, any, violations);
  }

  private List<AgentSpec.Output> outputs(String agent) {
    List<AgentSpec.Output> outputs = new ArrayList<>();
    for (int i = choices.oneIn(4) ? 2 : 1; i > 0; i--) {
      AgentSpec.Output output = output(agent);
      outputs.add(output);
      written.add(output.key());
    }
    return outputs;
  }

  private AgentSpec.Output output(String agent) {
    String key = choices.pick(KEYS);
    int min = choices.oneIn(4) ? 1 : 0;
    List<AgentSpec.Cites> cites = new ArrayList<>();
    if (choices.oneIn(14)) {
      cites.add(new AgentSpec.Cites(1, choices.oneIn(2) ? Keys.SEEDS : choices.pick(KEYS)));
    }
    return new AgentSpec.Output(
        key,
        (choices.oneIn(5) ? "shared" : choices.oneIn(8) ? "decision" : agent) + ":",
        min,
        choices.oneIn(5) ? Integer.MAX_VALUE : min + choices.between(1, 2),
        choices.oneIn(20) ? Keys.SEEDS : "",
        cites,
        choices.oneIn(16) ? List.of(Field.of("n", Field.Type.INTEGER)) : List.of(),
        choices.oneIn(16) ? 6 : 0,
        choices.oneIn(16) ? 0.5 : 0,
        choices.oneIn(4));
  }

  private List<Invariant> invariants() {
    List<Invariant> all = new ArrayList<>();
    for (int i = choices.oneIn(2) ? choices.between(1, 3) : 0; i > 0; i--) {
      Invariant.Kind kind = choices.pick(List.of(Invariant.Kind.values()));
      String tier = kind == Invariant.Kind.ACCEPTANCE && choices.oneIn(2) ? "tier" + i % 2 : "";
      boolean halts = kind == Invariant.Kind.STRUCTURAL && choices.oneIn(4);
      all.add(new Invariant("inv" + i, kind, "Says " + i, condition(2), tier, halts));
    }
    return all;
  }

  private Condition condition(int depth) {
    String key = choices.pick(KEYS);
    return switch (choices.below(depth > 0 ? 15 : 12)) {
      case 0 -> new Condition.Count(key, 0, choices.between(1, 4));
      case 1 -> new Condition.Count(key, 1, Integer.MAX_VALUE);
      case 2 -> new Condition.MentionsNone(key, List.of(choices.pick(WORDS)));
      case 3 -> new Condition.MentionsSome(key, List.of(choices.pick(WORDS), "seed"));
      case 4 -> new Condition.AllDifferent(key);
      case 5 -> new Condition.Cites(key, 1, Keys.SEEDS);
      case 6 -> new Condition.CitedBy(key, choices.pick(KEYS));
      case 7 -> new Condition.Confidence(choices.oneIn(3) ? "" : key, 0.5);
      case 8 -> new Condition.Carries(key, Field.of("n", Field.Type.NUMBER));
      case 9 -> new Condition.NoLongerThan(key, 10);
      case 10 -> new Condition.Sources(key, 1);
      case 11 -> new Condition.Exists(choices.oneIn(2) ? "" : key, "a" + choices.below(3));
      case 12 -> new Condition.IfThen(condition(depth - 1), condition(depth - 1));
      case 13 -> new Condition.AllOf(List.of(condition(depth - 1), condition(depth - 1)));
      default -> new Condition.Only(key, "n", Json.of(1), condition(depth - 1));
    };
  }

  private List<Gate> gates() {
    List<Gate> gates = new ArrayList<>();
    for (int i = choices.oneIn(3) ? choices.between(1, 2) : 0; i > 0; i--) {
      gates.add(
          new Gate(
              "gate" + i,
              choices.pick(KEYS),
              choices.oneIn(4) ? "a1" : "",
              choices.oneIn(3) ? 0.8 : 2,
              choices.oneIn(4) ? new Gate.FieldIs("n", Json.of(1)) : null,
              "owner",
              timeless || choices.oneIn(3) ? null : Duration.ofSeconds(choices.between(0, 90)),
              choices.oneIn(2) ? Decision.APPROVED : Decision.REJECTED,
              choices.oneIn(3),
              1,
              false,
              0,
              List.of()));
    }
    return gates;
  }

  private Flow.Behaviour behaviour(AgentSpec agent) {
    List<Flow.Plan> plans = new ArrayList<>();
    for (int i = choices.between(1, 3); i > 0; i--) {
      plans.add(plan(agent));
    }
    if ((timeless || !agent.optional())
        && plans.stream().allMatch(plan -> plan.failure() == FailureKind.OUTAGE)) {
      // A run may wait for ever, so an outage must end by itself.
      plans.add(new Flow.Plan(null, 0, false, List.of()));
    }
    boolean model = agent.kind() == AgentSpec.Kind.LLM;
    return new Flow.Behaviour(
        plans,
        model ? choices.between(1, 90) : 0,
        model ? choices.between(0, 90) : 0,
        model && choices.oneIn(30));
  }

  private Flow.Plan plan(AgentSpec agent) {
    boolean model = agent.kind() == AgentSpec.Kind.LLM;
    int calls = model ? choices.between(0, 2) : 0;
    boolean lies = model && choices.oneIn(25);
    if (choices.oneIn(model ? 4 : 10)) {
      return new Flow.Plan(choices.pick(List.of(FailureKind.values())), calls, lies, List.of());
    }
    List<Flow.Draft> drafts = new ArrayList<>();
    for (AgentSpec.Output output : agent.outputs()) {
      int count =
          Math.min(
              output.max(), Math.max(output.min(), choices.oneIn(6) ? 0 : choices.between(1, 2)));
      for (int i = 0; i < count; i++) {
        drafts.add(draft(output));
      }
    }
    return new Flow.Plan(null, calls, lies, drafts);
  }

  private Flow.Draft draft(AgentSpec.Output output) {
    return new Flow.Draft(
        choices.oneIn(40) ? choices.pick(KEYS) : output.key(),
        id(output.idPrefix()),
        choices.oneIn(80) ? "broken \ud800" : choices.pick(WORDS),
        choices.oneIn(7),
        choices.below(3),
        choices.oneIn(30),
        choices.oneIn(4) ? choices.pick(List.of(1.0, 0.7, 0.3, -0.0)) : confidence(),
        choices.oneIn(5) ? data() : null,
        choices.oneIn(5));
  }

  private double confidence() {
    return choices.oneIn(60) ? choices.pick(List.of(1.5, -1.0, Double.NaN)) : 1;
  }

  private @Nullable String id(String prefix) {
    if (!choices.oneIn(6)) {
      return null;
    }
    return choices.oneIn(6)
        ? choices.pick(List.of("a0:1", "seed:1"))
        : prefix + choices.pick(List.of("1", "2", "7", " no id", "x"));
  }

  private Json.Obj data() {
    Json.Builder data = Json.object().put("n", choices.below(3));
    if (choices.oneIn(3)) {
      data.put("text", "é\n\"" + choices.below(2)).put("half", choices.below(4) / 2.0);
    }
    return data.build();
  }
}
