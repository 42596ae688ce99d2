package dev.converge.testkit;

import dev.converge.core.Context;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.proposal.Answer;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.Agents;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Agents of a [SimWorld] that never answer and ignore interrupts.
final class HungAgents implements Agents, AutoCloseable {
  private final SimWorld world;
  private int asked;
  private boolean closed;

  HungAgents(SimWorld world) {
    this.world = world;
  }

  /// How often anyone was asked.
  int asked() {
    return asked;
  }

  @Override
  public Agent agent(Program program, AgentSpec spec, Mode mode) {
    return new Agent() {
      @Override
      public String version() {
        return "1";
      }

      @Override
      public Answer ask(AgentCall call) {
        asked++;
        while (!closed) {
          sleep();
        }
        return new Answer(List.of(), List.of(), Duration.ZERO);
      }
    };
  }

  private void sleep() {
    try {
      world.sleep(Duration.ofDays(1));
    } catch (InterruptedException _) {
      // It does not care.
    }
  }

  @Override
  public Choice choose(Program program, Request.ChooseModels request, Context context, Mode mode) {
    return new Choice(new TreeMap<>(), new TreeMap<>());
  }

  @Override
  public SortedMap<String, String> versions(Program program) {
    return new TreeMap<>();
  }

  @Override
  public void close() {
    closed = true;
  }
}
