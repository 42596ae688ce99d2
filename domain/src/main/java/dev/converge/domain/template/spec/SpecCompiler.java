package dev.converge.domain.template.spec;

import dev.converge.core.Condition;
import dev.converge.core.Invariant;
import dev.converge.core.decision.Gate;
import dev.converge.core.proposal.Keys;
import dev.converge.domain.formula.FormulaException;
import dev.converge.domain.formula.Formulas;
import dev.converge.domain.rule.CompiledRules;
import dev.converge.domain.rule.RuleCompiler;
import dev.converge.domain.rule.RuleSet;
import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.source.Problems;
import dev.converge.domain.tool.ToolAgents;
import dev.converge.domain.tool.ToolUse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Compiles a spec's scenarios into typed values, and reports every step that does not compile.
public final class SpecCompiler {
  private static final List<StepRegistry.Named> REGISTRIES =
      List.of(
          new StepRegistry.Named("@intent", IntentSteps.REGISTRY),
          new StepRegistry.Named("@agent", AgentSteps.REGISTRY),
          new StepRegistry.Named("@invariant", ConditionSteps.REGISTRY),
          new StepRegistry.Named("@approval", ApprovalSteps.REGISTRY));

  /// An incomplete invariant; the rows of an outline are parts of one.
  private record Part(Invariant invariant, String outline) {}

  private final Problems problems;
  private final NameUses uses = new NameUses();
  private final IntentSteps.Draft intent = new IntentSteps.Draft();
  private final List<CompiledSpec.CompiledAgent> agents = new ArrayList<>();
  private final Map<String, Part> invariants = new LinkedHashMap<>();
  private final Map<String, Invariant.Kind> kinds = new LinkedHashMap<>();
  private final List<Gate> gates = new ArrayList<>();
  private final Map<String, Place> ids = new HashMap<>();
  private Optional<Spec.Scenario> intentSeen = Optional.empty();

  /// Number of problems before the scenario that is being compiled.
  private int clean;

  private final String text;

  private SpecCompiler(String text, Problems problems) {
    this.text = text;
    this.problems = problems;
  }

  /// All sentences, by the tag of their scenarios.
  public static List<StepRegistry.Named> registries() {
    return REGISTRIES;
  }

  /// Whether any kind of scenario understands a step.
  static boolean knows(String step) {
    return !StepRegistry.owner(step, REGISTRIES).isEmpty();
  }

  /// Compiles a spec and adds what is wrong with it to the problems.
  public static CompiledSpec compile(Spec spec, Problems problems) {
    SpecCompiler compiler = new SpecCompiler(spec.text(), problems);
    spec.scenarios().forEach(compiler::scenario);
    return compiler.done(spec);
  }

  private CompiledSpec done(Spec spec) {
    String objective = spec.description().isEmpty() ? spec.name() : spec.description();
    if (objective.isBlank()) {
      problems.add(
          Place.START, "the feature has neither name nor description (expected: its objective)");
    }
    if (agents.isEmpty() && problems.grave().isEmpty()) {
      problems.add(
          Place.START, "no agents: nothing would run (expected: a scenario tagged @agent)");
    }
    CompiledSpec compiled =
        new CompiledSpec(
            objective,
            intent.seeds,
            agents,
            invariants.values().stream().map(Part::invariant).toList(),
            gates,
            intent.observed,
            uses.sourced(),
            uses.whole && !agents.isEmpty());
    new ReferenceCheck(compiled, intent.observed, kinds, uses, problems).check();
    if (problems.isEmpty()) {
      new DeadConditions(compiled, intent.observed, uses, problems).check();
    }
    return compiled;
  }

  private void scenario(Spec.Scenario scenario) {
    int before = problems.reported() - scenario.garbled().size();
    uses.unread.addAll(scenario.garbled());
    if (scenario.steps().isEmpty() && scenario.garbled().isEmpty()) {
      problems.add(
          scenario.place(), "scenario \"" + scenario.name() + "\" has no steps (expected: one)");
    }
    Optional<ScenarioTags> tags = ScenarioTags.read(scenario, problems);
    if (tags.isEmpty()) {
      uses.whole = false;
      scenario.steps().forEach(step -> uses.unread.add(step.text()));
      guess(scenario);
      return;
    }
    clean = before;
    switch (tags.get()) {
      case ScenarioTags.Intent _ -> intent(scenario);
      case ScenarioTags.Agent agent -> agent(scenario, agent);
      case ScenarioTags.MustHold invariant -> invariant(scenario, invariant);
      case ScenarioTags.Approval approval -> approval(scenario, approval);
    }
  }

  /// Wrong tags must not hide that a step is wrong.
  private void guess(Spec.Scenario scenario) {
    for (Spec.Step step : scenario.steps()) {
      if (StepRegistry.owner(step.text(), REGISTRIES).isEmpty()) {
        ConditionSteps.REGISTRY.compile(
            new InvariantDraft(new NameUses(), false), step, _ -> "", problems);
      }
    }
  }

  private <D> D steps(Spec.Scenario scenario, StepRegistry<D> registry, D draft) {
    boolean misplaced = false;
    for (Spec.Step said : scenario.steps()) {
      int before = problems.reported();
      // A step that is joined to a step under the wrong keyword is under the wrong keyword as well.
      Spec.Step step = misplaced && said.joined() ? said.anywhere() : said;
      misplaced = registry.misplaced(said);
      registry.compile(draft, step, text -> StepRegistry.owner(text, REGISTRIES), problems);
      if (problems.reported() > before) {
        uses.unread.add(step.text());
      }
    }
    return draft;
  }

  /// Whether no problem was found in the scenario so far.
  private boolean understood() {
    return problems.reported() == clean;
  }

  private void intent(Spec.Scenario scenario) {
    boolean other = intentSeen.filter(s -> s.outline().isEmpty() || !same(s, scenario)).isPresent();
    if (other) {
      problems.add(
          scenario.place(),
          "a second scenario tagged @intent, first on line %d (expected: one)"
              .formatted(intentSeen.get().place().line()));
    }
    intentSeen = intentSeen.or(() -> Optional.of(scenario));
    steps(scenario, IntentSteps.REGISTRY, intent);
  }

  private static boolean same(Spec.Scenario a, Spec.Scenario b) {
    return a.outline().equals(b.outline());
  }

  private boolean unique(Spec.Scenario scenario, String id) {
    Place before = ids.putIfAbsent(id, scenario.place());
    if (before != null) {
      problems.add(
          scenario.place(),
          "id \"%s\" occurs twice, first on line %d (expected: once)".formatted(id, before.line()));
    }
    return before == null;
  }

  private void agent(Spec.Scenario scenario, ScenarioTags.Agent tags) {
    AgentDraft draft = new AgentDraft(tags.kind(), uses);
    steps(scenario, AgentSteps.REGISTRY, draft);
    String who = "agent \"" + tags.id() + "\" ";
    if (draft.allOf.isEmpty() && draft.anyOf.isEmpty() && draft.violationsOf.isEmpty()) {
      missing(scenario, who + "has no inputs (expected: \"Given facts under …\")");
    }
    if (draft.runs == null) {
      missing(
          scenario,
          who + "does not run (expected: \"When " + AgentDraft.sentence(tags.kind()) + "\")");
    }
    uses.whole &= !draft.outputs.isEmpty() && draft.tooEarly == null;
    if (draft.outputs.isEmpty()) {
      missing(scenario, who + "proposes nothing (expected: \"Then it proposes …\")");
    } else if (draft.tooEarly != null && understood()) {
      draft.tooEarly.problem(
          "step \"%s\" comes before any facts are proposed (expected: after \"it proposes …\")"
              .formatted(draft.tooEarly.step().text()));
    }
    if (understood()) {
      reads(draft, who);
    }
    Optional<RuleSet> ruled = draft.rules.done(text);
    ToolUse tool = draft.tool.done(ruled).orElse(null);
    CompiledRules rules =
        tool == null
            ? ruled.flatMap(said -> rules(draft, said)).orElse(null)
            : tool(draft, tool).orElse(null);
    boolean unique = unique(scenario, tags.id());
    uses.whole &= unique;
    if (unique || !draft.outputs.isEmpty()) {
      agents.add(
          new CompiledSpec.CompiledAgent(
              scenario.place(),
              understood(),
              tags.id(),
              tags.kind(),
              draft.eligibility(),
              draft.outputs.stream().map(AgentDraft.Output::done).toList(),
              instruction(draft, rules, tool),
              rules,
              tool,
              tags.optional(),
              draft.withheld,
              draft.onlyNew));
    }
  }

  private static String instruction(
      AgentDraft draft, @Nullable CompiledRules rules, @Nullable ToolUse tool) {
    if (tool != null) {
      return tool.json().canonical();
    }
    return rules == null ? draft.instruction : rules.source().json().canonical();
  }

  /// The facts made of a tool's response, unless its members just have the names of the contract's
  /// fields.
  private Optional<CompiledRules> tool(AgentDraft draft, ToolUse tool) {
    if (!understood()) {
      return Optional.empty();
    }
    rules(draft, tool.arguments());
    boolean fact = draft.outputs.stream().anyMatch(output -> !output.forEach.isEmpty());
    if (!tool.each().isEmpty()) {
      try {
        Formulas.compile(tool.each(), ToolAgents.setting(tool, fact));
      } catch (FormulaException e) {
        problems.add(draft.tool.place(true), "\"" + tool.each() + "\": " + e.what());
      }
    }
    return rules(draft, tool.rules()).filter(_ -> tool.ruled());
  }

  /// Checks the rules of an agent as far as this is possible without other scenarios.
  private Optional<CompiledRules> rules(AgentDraft draft, RuleSet said) {
    if (!understood()) {
      return Optional.empty();
    }
    boolean each = draft.outputs.stream().anyMatch(output -> !output.forEach.isEmpty());
    return RuleCompiler.compile(
        said,
        each,
        List.of(),
        false,
        new TreeSet<>(),
        (line, message) -> problems.add(draft.rules.place(line), message));
  }

  /// An agent that proposes something for each fact under a key must read the key.
  private void reads(AgentDraft draft, String who) {
    List<String> read = new ArrayList<>(draft.allOf);
    read.addAll(draft.anyOf);
    for (AgentDraft.Output output : draft.outputs) {
      if (!output.forEach.isEmpty() && !read.contains(output.forEach)) {
        List<String> all = new ArrayList<>(read);
        all.add(output.forEach);
        uses.dependent(
            output.said,
            all,
            who + "does not read \"" + output.forEach + "\" (expected: \"Given facts under\" it)");
      } else if (output.forEach.equals(Keys.SEEDS) && !draft.withheld.isEmpty()) {
        output.said.problem(
            who
                + "is not shown seeds with ids starting "
                + String.join(", ", draft.withheld)
                + " (expected: all of them, to propose facts for each)");
      }
    }
  }

  /// Missing steps are reported only if all the steps present were understood.
  private void missing(Spec.Scenario scenario, String message) {
    if (understood()) {
      problems.add(scenario.place(), message);
    }
  }

  private void invariant(Spec.Scenario scenario, ScenarioTags.MustHold tags) {
    InvariantDraft draft = new InvariantDraft(uses, false);
    steps(scenario, ConditionSteps.REGISTRY, draft);
    kinds.put(tags.id(), tags.kind());
    if (draft.conditions.isEmpty()) {
      return;
    }
    if (tags.kind() == Invariant.Kind.STRUCTURAL) {
      draft.conditions.stream()
          .filter(said -> !refusable(said.condition()))
          .findFirst()
          .ifPresent(SpecCompiler::structural);
    }
    Part before = invariants.get(tags.id());
    if (before != null
        && !scenario.outline().isEmpty()
        && before.outline().equals(scenario.outline())) {
      Invariant so = before.invariant();
      Condition both = new Condition.AllOf(List.of(so.condition(), draft.condition()));
      keep(scenario, tags, so.name(), both);
    } else if (unique(scenario, tags.id())) {
      keep(scenario, tags, scenario.name(), draft.condition());
    }
  }

  private void keep(
      Spec.Scenario scenario, ScenarioTags.MustHold tags, String name, Condition condition) {
    Invariant invariant =
        new Invariant(tags.id(), tags.kind(), name, condition, tags.tier(), tags.halts());
    invariants.put(tags.id(), new Part(invariant, scenario.outline()));
  }

  /// A structural invariant rejects the fact that would break it; if only further facts can fulfil
  /// it, it would reject every fact.
  private static void structural(InvariantDraft.Said said) {
    said.step()
        .problem(
            "step \"%s\" needs further facts to hold (expected: in a scenario tagged @semantic or"
                    .formatted(said.step().step().text())
                + " @acceptance; @structural refuses a single fact)");
  }

  private static boolean refusable(Condition condition) {
    return switch (condition) {
      case Condition.Each _, Condition.AllDifferent _ -> true;
      case Condition.Count count -> count.min() == 0;
      case Condition.CitedBy _, Condition.ListedBy _, Condition.Exists _ -> false;
      case Condition.IfThen rule -> refusable(rule.conclusion());
      case Condition.Only only -> refusable(only.part());
      case Condition.AllOf all -> all.parts().stream().allMatch(SpecCompiler::refusable);
    };
  }

  private void approval(Spec.Scenario scenario, ScenarioTags.Approval tags) {
    ApprovalSteps.Draft draft = new ApprovalSteps.Draft(uses);
    steps(scenario, ApprovalSteps.REGISTRY, draft);
    if (draft.key.isEmpty()) {
      missing(scenario, "no proposal is held (expected: \"When a fact is proposed under …\")");
    }
    if (draft.role.isEmpty()) {
      missing(scenario, "no role decides (expected: \"Then a … must approve it\")");
    }
    Gate gate = draft.gate(tags.id(), understood());
    if (unique(scenario, tags.id())) {
      gates.add(gate);
    }
  }
}
