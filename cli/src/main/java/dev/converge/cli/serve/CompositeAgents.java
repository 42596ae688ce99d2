package dev.converge.cli.serve;

import dev.converge.core.Context;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.domain.flow.RuleAgents;
import dev.converge.domain.flow.SearchAgents;
import dev.converge.domain.tool.ToolAgents;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.util.SortedMap;
import java.util.TreeMap;

/// Finds agents by their kind: rules, searches and tools in `domain`, models in `llm`.
public final class CompositeAgents implements Agents {
  private final RuleAgents rules;
  private final SearchAgents searches;
  private final ToolAgents tools;
  private final Agents models;

  /// Asks the agents of several kinds, each by its own implementation.
  public CompositeAgents(RuleAgents rules, SearchAgents searches, ToolAgents tools, Agents models) {
    this.rules = rules;
    this.searches = searches;
    this.tools = tools;
    this.models = models;
  }

  @Override
  public Agent agent(Program program, AgentSpec spec, Mode mode) {
    return switch (spec.kind()) {
      case RULE -> rules.agent(spec).orElseThrow(() -> nobody(program, spec));
      case SEARCH -> searches.agent(spec).orElseThrow(() -> nobody(program, spec));
      case TOOL -> tools.agent(spec);
      case LLM -> models.agent(program, spec, mode);
    };
  }

  private static ConvergeException nobody(Program program, AgentSpec spec) {
    return new ConvergeException(
        ErrorCode.INVALID,
        "agent "
            + spec.id()
            + " of "
            + program.name()
            + ": no "
            + spec.kind()
            + " agent of that name is installed");
  }

  @Override
  public Choice choose(Program program, Request.ChooseModels request, Context context, Mode mode) {
    return models.choose(program, request, context, mode);
  }

  @Override
  public boolean back(String provider) {
    return models.back(provider);
  }

  @Override
  public void contentErased() {
    rules.contentErased();
    models.contentErased();
  }

  @Override
  public SortedMap<String, String> versions(Program program) {
    SortedMap<String, String> versions = new TreeMap<>(rules.versions(program));
    versions.putAll(searches.versions(program));
    versions.putAll(tools.versions(program));
    versions.putAll(models.versions(program));
    return versions;
  }
}
