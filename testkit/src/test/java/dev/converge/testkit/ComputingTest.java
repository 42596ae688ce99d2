package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Context;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.proposal.Answer;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.host.ComputeThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Agents that keep a processor busy: on threads of their own, bounded, and never in the way.
class ComputingTest {
  /// Agents that compute, and how many did so at a time.
  private static final class Computing implements Agents {
    private final Agents agents;
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger onVirtualThreads = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);

    Computing(Agents agents) {
      this.agents = agents;
    }

    @Override
    public Agent agent(Program program, AgentSpec spec, Mode mode) {
      Agent agent = agents.agent(program, spec, mode);
      return new Agent() {
        @Override
        public String version() {
          return agent.version();
        }

        @Override
        public boolean computes() {
          return true;
        }

        @Override
        public Answer ask(AgentCall call) throws AgentFailure, InterruptedException {
          if (Thread.currentThread().isVirtual()) {
            onVirtualThreads.incrementAndGet();
          }
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          asked.incrementAndGet();
          begun.countDown();
          try {
            return agent.ask(call);
          } finally {
            now.decrementAndGet();
          }
        }
      };
    }

    @Override
    public Choice choose(
        Program program, Request.ChooseModels request, Context context, Mode mode) {
      return agents.choose(program, request, context, mode);
    }

    @Override
    public SortedMap<String, String> versions(Program program) {
      return agents.versions(program);
    }
  }

  @Test
  void noMoreComputeAtATimeThanThereAreProcessorsAndNoneOnAVirtualThread() {
    Program wide = ScriptedPrograms.wide(16);
    try (ComputeThreads threads = new ComputeThreads();
        ScriptedAgents scripted = new ScriptedAgents()) {
      Computing agents = new Computing(scripted);
      try (LiveEngine live = new LiveEngine(threads, 2, agents, wide)) {
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          runs.add(live.submit(wide));
        }
        for (String runId : runs) {
          assertEquals(Status.CONVERGED, live.await(runId).state().status());
        }
        assertEquals(20 * 16, agents.asked.get());
        assertEquals(0, agents.onVirtualThreads.get());
        assertTrue(agents.most.get() <= 2, "at a time: " + agents.most);
        assertEquals(0, live.engine().callsWaiting());
      }
    }
  }

  @Test
  void agentsThatWaitForOthersDoNotWaitForThoseThatCompute() {
    Program hang = ScriptedPrograms.hang(Duration.ofMinutes(5), false);
    Program wide = ScriptedPrograms.wide(8);
    try (ComputeThreads threads = new ComputeThreads();
        ScriptedAgents scripted = new ScriptedAgents()) {
      Computing computing = new Computing(scripted);
      Agents agents = new ByProgram(hang, computing, scripted);
      try (LiveEngine live = new LiveEngine(threads, 1, agents, hang, wide)) {
        String busy = live.submit(hang);
        assertEquals(Status.CONVERGED, live.await(live.submit(wide)).state().status());
        assertFalse(live.engine().view(busy).state().status().isFinal());
      }
    }
  }

  @Test
  void whoComputesWithoutEndDoesNotKeepItsProcessor() {
    Program hang = ScriptedPrograms.hang(Duration.ofMillis(30), true);
    Program wide = ScriptedPrograms.wide(8);
    try (ComputeThreads threads = new ComputeThreads();
        ScriptedAgents scripted = new ScriptedAgents();
        LiveEngine live = new LiveEngine(threads, 1, new Computing(scripted), hang, wide)) {
      String silent = live.submit(hang);
      String busy = live.submit(wide);
      assertEquals(Status.CONVERGED, live.await(busy).state().status());
      assertEquals(Optional.of(HaltReason.AGENT), live.await(silent).state().reason());
    }
  }

  @Test
  void whoComputesWithoutEndForACancelledRunDoesNotKeepItsProcessor() throws Exception {
    Program hang = ScriptedPrograms.hang(Duration.ofSeconds(1), true);
    Program wide = ScriptedPrograms.wide(8);
    try (ComputeThreads threads = new ComputeThreads();
        ScriptedAgents scripted = new ScriptedAgents()) {
      Computing agents = new Computing(scripted);
      try (LiveEngine live = new LiveEngine(threads, 1, agents, hang, wide)) {
        String silent = live.submit(hang);
        agents.begun.await();
        LiveEngine.get(
            live.engine().send(silent, new Input.Cancelled("ann", null, live.engine().now())));
        assertEquals(Status.CONVERGED, live.await(live.submit(wide)).state().status());
        assertEquals(Status.CANCELLED, live.engine().view(silent).state().status());
      }
    }
  }

  private record ByProgram(Program one, Agents its, Agents others) implements Agents {
    @Override
    public Agent agent(Program program, AgentSpec spec, Mode mode) {
      return (program.name().equals(one.name()) ? its : others).agent(program, spec, mode);
    }

    @Override
    public Choice choose(
        Program program, Request.ChooseModels request, Context context, Mode mode) {
      return others.choose(program, request, context, mode);
    }

    @Override
    public SortedMap<String, String> versions(Program program) {
      return others.versions(program);
    }
  }
}
