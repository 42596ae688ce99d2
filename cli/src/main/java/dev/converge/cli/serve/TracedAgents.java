package dev.converge.cli.serve;

import dev.converge.core.Context;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.proposal.Answer;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.agent.CallScope;
import dev.converge.runtime.tracing.RunTracing;
import java.util.Optional;
import java.util.SortedMap;

/// Agents that are called with the trace that their requests continue.
final class TracedAgents implements Agents {
  private final Agents agents;
  private final RunTracing tracing;

  TracedAgents(Agents agents, RunTracing tracing) {
    this.agents = agents;
    this.tracing = tracing;
  }

  @Override
  public Agent agent(Program program, AgentSpec spec, Mode mode) {
    Agent agent = agents.agent(program, spec, mode);
    return spec.kind() == AgentSpec.Kind.RULE ? agent : new Traced(agent, tracing);
  }

  @Override
  public Choice choose(Program program, Request.ChooseModels request, Context context, Mode mode) {
    return agents.choose(program, request, context, mode);
  }

  @Override
  public boolean back(String provider) {
    return agents.back(provider);
  }

  @Override
  public SortedMap<String, String> versions(Program program) {
    return agents.versions(program);
  }

  private record Traced(Agent agent, RunTracing tracing) implements Agent {
    @Override
    public String version() {
      return agent.version();
    }

    @Override
    public boolean computes() {
      return agent.computes();
    }

    @Override
    public Optional<String> requestHash(AgentCall call) {
      return agent.requestHash(call);
    }

    @Override
    public Answer ask(AgentCall call) throws AgentFailure, InterruptedException {
      Optional<String> parent = tracing.traceParent(call);
      if (parent.isEmpty()) {
        return agent.ask(call);
      }
      try {
        return ScopedValue.where(CallScope.TRACE_PARENT, parent.get())
            .<Answer, Exception>call(() -> agent.ask(call));
      } catch (AgentFailure | InterruptedException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException("an agent throws nothing else", e);
      }
    }
  }
}
