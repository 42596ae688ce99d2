package dev.converge.cli.command;

import dev.converge.core.Invariant;
import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Money;
import dev.converge.core.decision.Gate;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.SeedRule;
import dev.converge.core.text.EnumWord;
import dev.converge.domain.describe.AgentWords;
import dev.converge.domain.describe.ConditionWords;
import dev.converge.domain.describe.GateWords;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Prints what a compiled program does, for authors and approvers.
final class TemplateView {
  private final PrintWriter out;

  TemplateView(PrintWriter out) {
    this.out = out;
  }

  void show(Program program) {
    Program.Definition definition = program.definition();
    out.println(program.name() + " " + program.version() + "  " + program.hash());
    out.println(definition.objective());
    section("Seeds");
    definition.seeds().forEach(this::seed);
    section("Budget");
    budget(definition.budget());
    if (!definition.policy().fields().isEmpty()) {
      section("Policy");
      definition.policy().fields().forEach((name, value) -> row(name, plain(value)));
    }
    section("Agents");
    definition.agents().forEach(this::agent);
    section("Approvals");
    definition.gates().forEach(this::gate);
    if (definition.gates().isEmpty()) {
      out.println("  none: no person has to decide");
    }
    section("Invariants");
    definition.invariants().forEach(this::invariant);
    out.flush();
  }

  private void section(String title) {
    out.printf("%n%s%n", title);
  }

  private void row(String name, String value) {
    out.printf(Locale.ROOT, "    %-11s %s%n", name, value);
  }

  private void seed(SeedRule rule) {
    out.printf(
        Locale.ROOT,
        "  %-15s %-8s  %s%n",
        rule.idPrefix() + "…",
        rule.required() ? "required" : "optional",
        rule.description().replaceAll("\\s+", " "));
  }

  private void budget(Budget budget) {
    out.printf(
        Locale.ROOT,
        "  at most %,d cycles, %,d facts, %s of running time, %,d tokens, %s USD%n",
        budget.maxCycles(),
        budget.maxFacts(),
        GateWords.time(budget.maxDuration()),
        budget.maxTokens(),
        Money.usd(budget.maxCostMicros()));
  }

  private void agent(AgentSpec agent) {
    out.printf("  %s (%s)%n", agent.id(), kind(agent));
    row("runs", AgentWords.wakes(agent));
    agent.outputs().forEach(output -> row("writes", AgentWords.writes(output)));
    if (agent.kind() != AgentSpec.Kind.RULE) {
      row(
          "asked",
          "at most %d times a cycle, %s each; needs %s"
              .formatted(
                  agent.maxAttempts(),
                  GateWords.time(agent.deadline()),
                  requirements(agent.requirements())));
    }
    if (agent.optional()) {
      row("optional", "the run can converge although it failed");
    }
  }

  private static String kind(AgentSpec agent) {
    return switch (agent.kind()) {
      case RULE -> "rule";
      case LLM -> "model";
      case SEARCH -> "search";
      case TOOL -> "tool";
    };
  }

  private static String requirements(Json.Obj requirements) {
    return requirements.fields().entrySet().stream()
        .map(entry -> entry.getKey() + " " + plain(entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String plain(Json value) {
    return value instanceof Json.Str(var text) ? text : value.canonical();
  }

  private void gate(Gate gate) {
    out.printf("  %s%n", gate.id());
    row("holds", GateWords.when(gate));
    row("decides", GateWords.who(gate));
    row("silence", GateWords.silence(gate));
    row("rejection", GateWords.rejection(gate));
  }

  private void invariant(Invariant invariant) {
    out.printf("  %s (%s): %s%n", invariant.id(), effect(invariant), invariant.name());
    List<String> sentences = ConditionWords.of(invariant.condition());
    sentences.forEach(sentence -> out.println("    " + sentence));
  }

  private static String effect(Invariant invariant) {
    String kind = EnumWord.of(invariant.kind());
    return switch (invariant.kind()) {
      case STRUCTURAL ->
          kind + (invariant.halts() ? ", a violation halts the run" : ", refuses what breaks it");
      case SEMANTIC -> kind + ", blocks convergence while violated";
      case ACCEPTANCE ->
          kind
              + (invariant.tier().isEmpty()
                  ? ", needed to converge"
                  : ", tier \"" + invariant.tier() + "\"");
    };
  }
}
