package dev.converge.testkit;

import dev.converge.core.Context;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.agent.ComputingAgent;
import java.util.SortedMap;

/// Agents that say that they compute, and otherwise are as others are. Thread-safe.
///
/// @param agents the others
public record ComputingAgents(Agents agents) implements Agents {
  @Override
  public Agent agent(Program program, AgentSpec spec, Mode mode) {
    return new ComputingAgent(agents.agent(program, spec, mode));
  }

  @Override
  public Choice choose(Program program, Request.ChooseModels request, Context context, Mode mode) {
    return agents.choose(program, request, context, mode);
  }

  @Override
  public SortedMap<String, String> versions(Program program) {
    return agents.versions(program);
  }
}
