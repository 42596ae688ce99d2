package dev.converge.domain.template;

import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.json.Digest;
import dev.converge.core.json.Json;
import dev.converge.core.text.Nearest;
import dev.converge.domain.flow.RuleAgents;
import dev.converge.domain.flow.SearchAgents;
import dev.converge.domain.rule.RuleSet;
import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.source.Problems;
import dev.converge.domain.template.source.SourceText;
import dev.converge.domain.template.source.TemplateProblem;
import dev.converge.domain.template.spec.AgentDraft;
import dev.converge.domain.template.spec.CompiledSpec;
import dev.converge.domain.template.spec.SpecCompiler;
import dev.converge.domain.template.spec.SpecReader;
import dev.converge.domain.template.wiring.ReportLayout;
import dev.converge.domain.template.wiring.Wiring;
import dev.converge.domain.template.wiring.WiringReader;
import dev.converge.domain.tool.DeclaredTool;
import dev.converge.domain.tool.ToolUse;
import dev.converge.domain.tool.Tools;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Compiles the two files of a template into a program. Thread-safe.
public final class TemplateCompiler {
  private final RuleAgents rules;
  private final Tools tools;

  /// Creates a compiler for templates without tools.
  ///
  /// @param rules the rule agents that specs can use
  public TemplateCompiler(RuleAgents rules) {
    this(rules, Tools.none());
  }

  /// @param rules the rule agents that specs can use
  /// @param tools that specs can call
  public TemplateCompiler(RuleAgents rules, Tools tools) {
    this.rules = rules;
    this.tools = tools;
  }

  /// Compiles a template.
  ///
  /// @throws TemplateException with all problems of both files
  public Template compile(TemplateSource source) {
    return compile(source, Problems::list);
  }

  /// Compiles a template that was installed before. Problems that an earlier release accepted are
  /// ignored, so that unfinished runs can continue.
  ///
  /// @throws TemplateException with the problems that make it useless
  public Template compileInstalled(TemplateSource source) {
    return compile(source, Problems::grave);
  }

  private Template compile(
      TemplateSource source, Function<Problems, List<TemplateProblem>> refused) {
    Problems ofWiring = new Problems(source.wiringName());
    String wiring = SourceText.read(source.wiring(), ofWiring);
    Optional<Wiring> wired =
        ofWiring.isEmpty() ? WiringReader.read(wiring, ofWiring) : Optional.empty();
    Problems ofSpec = new Problems(source.specName(wiring));
    String spec = SourceText.read(source.spec(), ofSpec);
    Optional<CompiledSpec> compiled =
        ofSpec.isEmpty()
            ? SpecReader.read(spec, ofSpec).map(read -> SpecCompiler.compile(read, ofSpec))
            : Optional.empty();
    List<String> misspelt = new ArrayList<>();
    if (compiled.isPresent() && wired.isPresent()) {
      misspelt.addAll(pair(compiled.get(), wired.get(), ofSpec, ofWiring));
      // A mistake in the spec is reported once, at its place, and not again for each key that it
      // removed.
      if (ofSpec.isEmpty()) {
        outputKeys(compiled.get(), wired.get(), ofWiring);
        reportedKeys(compiled.get(), wired.get(), ofWiring);
        SourceCheck.check(compiled.get(), wired.get(), ofSpec);
      }
      if (!wired.get().spec().equals(ofSpec.file())) {
        ofWiring.add(
            Place.START,
            "spec: \"%s\" (expected: \"%s\")".formatted(wired.get().spec(), ofSpec.file()));
      }
    }
    compiled.ifPresent(read -> {
      ruleAgents(read, misspelt, ofSpec);
      searchAgents(read, misspelt, ofSpec);
      read.agents().forEach(agent -> tool(agent, ofSpec));
    });
    List<TemplateProblem> problems = new ArrayList<>(refused.apply(ofSpec));
    problems.addAll(refused.apply(ofWiring));
    if (!problems.isEmpty()) {
      throw new TemplateException(problems);
    }
    String hash = Digest.of(Json.object().put("spec", spec).put("wiring", wiring).build());
    return new Template(
        wired.orElseThrow().description(),
        hash,
        ofSpec.file(),
        spec,
        wiring,
        wired.get().metadata(),
        program(compiled.orElseThrow(), wired.get(), hash));
  }

  /// The outputs must be keys of the spec.
  private static void outputKeys(CompiledSpec spec, Wiring wiring, Problems problems) {
    List<String> keys = spec.keys();
    for (Wiring.Output output : wiring.outputs()) {
      if (spec.whole() && !keys.contains(output.key())) {
        problems.add(
            output.place(),
            "outputs: no agent writes facts under \"%s\" (expected: one of %s)%s"
                .formatted(output.key(), keys, Nearest.hint(output.key(), keys)));
      }
    }
  }

  /// The report must show keys of the spec. What is wrong with an output as well is said there.
  private static void reportedKeys(CompiledSpec spec, Wiring wiring, Problems problems) {
    List<String> keys = spec.keys();
    List<String> outputs = wiring.outputs().stream().map(Wiring.Output::key).toList();
    for (ReportLayout.Section section : wiring.report().sections()) {
      String key = section.key();
      if (spec.whole() && !keys.contains(key) && !outputs.contains(key)) {
        problems.add(
            section.place(),
            "no agent writes facts under \"%s\" (expected: one of %s)%s"
                .formatted(section.key(), keys, Nearest.hint(section.key(), keys)));
      }
    }
  }

  private void ruleAgents(CompiledSpec spec, List<String> misspelt, Problems problems) {
    for (CompiledSpec.CompiledAgent agent : spec.agents()) {
      if (agent.understood()
          && agent.kind() == AgentSpec.Kind.RULE
          && agent.rules() == null
          && !rules.has(agent.id())
          && !misspelt.contains(agent.id())) {
        problems.add(
            agent.place(),
            "no rule agent \"%s\" is installed (expected: one of %s, or a RuleAgent of that id on"
                    .formatted(agent.id(), rules.ids())
                + " the class path)"
                + Nearest.hint(agent.id(), rules.ids()));
      }
    }
  }

  private static void searchAgents(CompiledSpec spec, List<String> misspelt, Problems problems) {
    for (CompiledSpec.CompiledAgent agent : spec.agents()) {
      if (agent.understood()
          && agent.kind() == AgentSpec.Kind.SEARCH
          && !SearchAgents.IDS.contains(agent.id())
          && !misspelt.contains(agent.id())) {
        problems.addLate(
            agent.place(),
            "no search agent \"%s\" is installed (expected: one of %s; agents that search the web"
                    .formatted(agent.id(), SearchAgents.IDS)
                + " are tagged @llm and wired with requires_web_search)"
                + Nearest.hint(agent.id(), SearchAgents.IDS));
      }
    }
  }

  /// A tool must be declared and must get the arguments that it requires.
  private void tool(CompiledSpec.CompiledAgent agent, Problems problems) {
    ToolUse use = agent.tool();
    if (use == null || !agent.understood()) {
      return;
    }
    Optional<DeclaredTool> declared = tools.find(use.tool());
    if (declared.isEmpty()) {
      problems.addLate(
          agent.place(),
          "no tool \"%s\" is declared (expected: %s)%s"
              .formatted(
                  use.tool(),
                  tools.names().isEmpty()
                      ? "a file that declares it, by --tools"
                      : "one of " + tools.names(),
                  Nearest.hint(use.tool(), tools.names())));
      return;
    }
    DeclaredTool tool = declared.get();
    List<String> given = new ArrayList<>();
    for (RuleSet.Computed argument : use.arguments().computed()) {
      given.add(argument.name());
      if (!tool.arguments().contains(argument.name())) {
        problems.addLate(
            new Place(argument.line(), 1),
            "tool \"%s\" has no argument \"%s\" (expected: one of %s)%s"
                .formatted(
                    tool.name(),
                    argument.name(),
                    tool.arguments(),
                    Nearest.hint(argument.name(), tool.arguments())));
      }
    }
    List<String> missing = new ArrayList<>(tool.required());
    missing.removeAll(given);
    if (!missing.isEmpty() && tool.arguments().containsAll(given)) {
      problems.addLate(
          agent.place(),
          "tool \"%s\" is called without %s (expected: a row of the table with argument and value)"
              .formatted(tool.name(), missing));
    }
  }

  /// Each agent of the wiring must be in the spec, and must have what its kind needs to run. An
  /// agent of the spec needs no entry, but a misspelt entry would be lost unnoticed.
  ///
  /// @return ids of the spec that are spelt differently in the wiring
  private List<String> pair(CompiledSpec spec, Wiring wiring, Problems ofSpec, Problems ofWiring) {
    List<CompiledSpec.CompiledAgent> unwired = new ArrayList<>();
    List<Wiring.WiredAgent> left = new ArrayList<>(wiring.agents());
    for (CompiledSpec.CompiledAgent agent : spec.agents()) {
      left.removeIf(entry -> entry.id().equals(agent.id()));
      Optional<Wiring.WiredAgent> entry = wiring.agent(agent.id());
      if (entry.isEmpty()) {
        unwired.add(agent);
      } else if (agent.understood()) {
        mismatch(agent, entry.get().deterministic())
            .ifPresent(message -> ofWiring.add(entry.get().place(), message));
      }
    }
    List<String> misspelt = new ArrayList<>();
    for (CompiledSpec.CompiledAgent agent : unwired) {
      List<String> ids = left.stream().map(Wiring.WiredAgent::id).toList();
      Optional<String> near = Nearest.to(agent.id(), ids);
      boolean inSpec = near.filter(rules::has).isPresent();
      if (inSpec) {
        ofSpec.add(
            agent.place(),
            "agent \"%s\" has no entry in %s (expected: one under \"agents\")%s"
                .formatted(agent.id(), ofWiring.file(), Nearest.hint(agent.id(), ids)));
      }
      near.ifPresent(id -> {
        misspelt.add(agent.id());
        left.stream()
            .filter(entry -> entry.id().equals(id) && !inSpec)
            .forEach(entry -> unspecified(entry, List.of(agent.id()), ofSpec, ofWiring));
        left.removeIf(entry -> entry.id().equals(id));
      });
    }
    List<String> specified = spec.agents().stream().map(CompiledSpec.CompiledAgent::id).toList();
    if (spec.whole()) {
      left.forEach(entry -> unspecified(entry, specified, ofSpec, ofWiring));
    }
    return misspelt;
  }

  private static void unspecified(
      Wiring.WiredAgent entry, List<String> near, Problems ofSpec, Problems ofWiring) {
    ofWiring.add(
        entry.place(),
        "agent \"%s\" has no scenario in %s (expected: one tagged @agent @id:%s)%s"
            .formatted(entry.id(), ofSpec.file(), entry.id(), Nearest.hint(entry.id(), near)));
  }

  private static Optional<String> mismatch(
      CompiledSpec.CompiledAgent agent, boolean deterministic) {
    String who = "agent \"%s\" is tagged %s ".formatted(agent.id(), AgentDraft.tag(agent.kind()));
    return switch (agent.kind()) {
      case LLM ->
          deterministic
              ? Optional.of(who + "(expected: requirements of a model, not \"deterministic\")")
              : Optional.empty();
      case RULE, TOOL ->
          deterministic
              ? Optional.empty()
              : Optional.of(who + "(expected: requirements: deterministic)");
      case SEARCH -> Optional.empty();
    };
  }

  private static Program program(CompiledSpec spec, Wiring wiring, String hash) {
    List<AgentSpec> agents = new ArrayList<>();
    for (CompiledSpec.CompiledAgent agent : spec.agents()) {
      agents.add(
          agent.on(
              wiring
                  .agent(agent.id())
                  .orElseGet(() ->
                      Wiring.WiredAgent.unsaid(
                          agent.place(), agent.id(), agent.kind() == AgentSpec.Kind.LLM))));
    }
    return Program.of(
        new Program.Definition(
            wiring.name(),
            wiring.version().text(),
            hash,
            spec.objective(),
            spec.seeds(),
            agents,
            spec.invariants(),
            spec.gates(),
            wiring.budget(),
            wiring.policy(),
            wiring.outputs().stream().map(Wiring.Output::key).toList(),
            spec.observed()));
  }
}
