package dev.converge.temporal;

import dev.converge.core.Context;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.Agents;
import dev.converge.testkit.OutcomeFlow;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The agents of several flows.
record FlowAgents(Map<String, Agents> byFlow) implements Agents {
  static FlowAgents of(List<OutcomeFlow> flows) {
    return new FlowAgents(
        flows.stream()
            .collect(Collectors.toMap(flow -> flow.program().name(), OutcomeFlow::agents)));
  }

  private <T> T of(Program program, Function<Agents, T> what) {
    return what.apply(Objects.requireNonNull(byFlow.get(program.name())));
  }

  @Override
  public Agent agent(Program program, AgentSpec spec, Mode mode) {
    return of(program, agents -> agents.agent(program, spec, mode));
  }

  @Override
  public Choice choose(Program program, Request.ChooseModels request, Context context, Mode mode) {
    return of(program, agents -> agents.choose(program, request, context, mode));
  }

  @Override
  public SortedMap<String, String> versions(Program program) {
    return of(program, agents -> agents.versions(program));
  }
}
