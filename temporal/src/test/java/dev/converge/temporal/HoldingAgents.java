package dev.converge.temporal;

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
import java.util.SortedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Agents that think from some cycle on until they are told to answer.
record HoldingAgents(Agents behind, int cycle, CountDownLatch asked, CountDownLatch answering)
    implements Agents {
  HoldingAgents(Agents behind, int cycle) {
    this(behind, cycle, new CountDownLatch(1), new CountDownLatch(1));
  }

  /// Returns once an agent thinks.
  void awaitAsked() {
    try {
      if (!asked.await(Hosted.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("nobody is asked");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  void answer() {
    answering.countDown();
  }

  @Override
  public Agent agent(Program program, AgentSpec spec, Mode mode) {
    Agent agent = behind.agent(program, spec, mode);
    return new Agent() {
      @Override
      public String version() {
        return agent.version();
      }

      @Override
      public Answer ask(AgentCall call) throws AgentFailure, InterruptedException {
        if (call.request().cycle() >= cycle) {
          asked.countDown();
          answering.await();
        }
        return agent.ask(call);
      }
    };
  }

  @Override
  public Choice choose(Program program, Request.ChooseModels request, Context context, Mode mode) {
    return behind.choose(program, request, context, mode);
  }

  @Override
  public SortedMap<String, String> versions(Program program) {
    return behind.versions(program);
  }
}
