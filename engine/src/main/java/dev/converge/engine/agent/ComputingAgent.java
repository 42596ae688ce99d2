package dev.converge.engine.agent;

import dev.converge.core.proposal.Answer;
import java.util.Optional;

/// An agent that computes, and otherwise behaves like another agent.
///
/// @param agent the other agent
public record ComputingAgent(Agent agent) implements Agent {
  @Override
  public String version() {
    return agent.version();
  }

  @Override
  public boolean computes() {
    return true;
  }

  @Override
  public Optional<String> requestHash(AgentCall call) {
    return agent.requestHash(call);
  }

  @Override
  public Answer ask(AgentCall call) throws AgentFailure, InterruptedException {
    return agent.ask(call);
  }
}
