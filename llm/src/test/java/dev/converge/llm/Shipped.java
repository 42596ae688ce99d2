package dev.converge.llm;

import dev.converge.core.Context;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.domain.flow.RuleAgents;
import dev.converge.domain.flow.SearchAgents;
import dev.converge.domain.template.Templates;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.Agents;
import java.util.SortedMap;
import java.util.TreeMap;

/// A template that ships, with its rule agents beside the models.
public record Shipped(RuleAgents rules, SearchAgents searches, Agents models) implements Agents {
  public static Program program(String name) {
    return Templates.shipped().find(name, "").orElseThrow();
  }

  public static Shipped with(Agents models) {
    return new Shipped(RuleAgents.installed(), SearchAgents.bundled(), models);
  }

  @Override
  public Agent agent(Program program, AgentSpec spec, Mode mode) {
    return switch (spec.kind()) {
      case RULE -> rules.agent(spec).orElseThrow();
      case SEARCH -> searches.agent(spec).orElseThrow();
      case TOOL -> throw new IllegalArgumentException("no flow that ships calls tools");
      case LLM -> models.agent(program, spec, mode);
    };
  }

  @Override
  public Choice choose(Program program, Request.ChooseModels request, Context context, Mode mode) {
    return models.choose(program, request, context, mode);
  }

  @Override
  public SortedMap<String, String> versions(Program program) {
    TreeMap<String, String> versions = new TreeMap<>(rules.versions(program));
    versions.putAll(searches.versions(program));
    versions.putAll(models.versions(program));
    return versions;
  }
}
