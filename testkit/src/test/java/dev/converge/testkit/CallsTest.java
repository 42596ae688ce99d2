package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.converge.core.Context;
import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.Request;
import dev.converge.core.RunState;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.proposal.Answer;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Outcome;
import dev.converge.core.status.Status;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.agent.AgentCall;
import dev.converge.engine.agent.AgentFailure;
import dev.converge.engine.agent.Agents;
import dev.converge.engine.agent.CallScope;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.run.RunView;
import dev.converge.testkit.SimStore.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Calls of agents on the real engine: bounded, fair, and never in the way. Cases C01, C02, C04,
/// D01, D05, D10, G10 and J14.
class CallsTest {
  private static final boolean LONG = "long".equals(System.getProperty("converge.tests"));

  private static EngineSettings places(int calls) {
    return new EngineSettings(10_000, calls, 2_000, Duration.ofSeconds(10));
  }

  @Test
  void manyRunsOfManyAgentsOnFewPlacesAllEnd() {
    Program wide = ScriptedPrograms.wide(64);
    try (ScriptedAgents agents = new ScriptedAgents();
        LiveEngine live = new LiveEngine(places(4), agents, wide)) {
      List<String> runs = new ArrayList<>();
      for (int i = 0; i < (LONG ? 1_000 : 100); i++) {
        runs.add(live.submit(wide));
      }
      for (String runId : runs) {
        RunState state = live.await(runId).state();
        assertEquals(Status.CONVERGED, state.status());
        assertEquals(64, agents.asked(runId).size());
      }
      assertEquals(0, live.engine().callsWaiting());
      live.engine().close();
    }
  }

  @Test
  void whoHangsAndIgnoresInterruptsDoesNotKeepItsPlace() {
    Program hang = ScriptedPrograms.hang(Duration.ofMillis(30), true);
    Program wide = ScriptedPrograms.wide(8);
    try (ScriptedAgents agents = new ScriptedAgents();
        LiveEngine live = new LiveEngine(places(1), agents, hang, wide)) {
      String silent = live.submit(hang);
      String busy = live.submit(wide);
      assertEquals(Status.CONVERGED, live.await(busy).state().status());
      assertEquals(Optional.of(HaltReason.AGENT), live.await(silent).state().reason());
    }
  }

  @Test
  void aCallThatOnlyWaitsElsewhereLeavesItsPlaceToOtherRuns() {
    Program waits = ScriptedPrograms.wide(2);
    Program busy = ScriptedPrograms.slow(4, Duration.ZERO);
    CountDownLatch open = new CountDownLatch(1);
    try (ScriptedAgents agents = new ScriptedAgents();
        LiveEngine live =
            new LiveEngine(places(1), new WaitingAgents(agents, waits, open), waits, busy)) {
      String slow = live.submit(waits);
      String quick = live.submit(busy);
      assertEquals(Status.CONVERGED, live.await(quick).state().status());
      open.countDown();
      assertEquals(Status.CONVERGED, live.await(slow).state().status());
      assertEquals(0, live.engine().callsInFlight());
    }
  }

  /// Agents of one program that wait for a latch, and give up their place before.
  private record WaitingAgents(Agents agents, Program waits, CountDownLatch open)
      implements Agents {
    @Override
    public Agent agent(Program program, AgentSpec spec, Mode mode) {
      Agent agent = agents.agent(program, spec, mode);
      return program.name().equals(waits.name()) ? waiting(agent) : agent;
    }

    private Agent waiting(Agent agent) {
      return new Agent() {
        @Override
        public String version() {
          return agent.version();
        }

        @Override
        public Answer ask(AgentCall call) throws AgentFailure, InterruptedException {
          CallScope.RELEASE.get().run();
          CallScope.RELEASE.get().run();
          open.await();
          return agent.ask(call);
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
  void whoHungWhenTheServerWentDownIsAskedAgainAndTimedOut() {
    Program hang = ScriptedPrograms.hang(Duration.ofMillis(30), true);
    try (SimWorld world = new SimWorld(Choices.of(3));
        HungAgents agents = new HungAgents(world)) {
      SimStore store = new SimStore(world, _ -> Fault.NONE);
      SimEngine first = new SimEngine(world, store, agents, hang);
      String runId = first.submit();
      world.run(() -> agents.asked() == 1);
      world.kill();
      SimEngine second = new SimEngine(world, store, agents, hang);
      world.run(() -> second.status(runId).isFinal());
      RunState state = second.state(runId);
      assertEquals(Optional.of(HaltReason.AGENT), state.reason());
      assertEquals(2, agents.asked());
    }
  }

  @Test
  void aCancelDuringAPauseBeforeTheNextAttemptEndsTheRunAndItsTimer() {
    Program flaky = ScriptedPrograms.flaky(2, FailureKind.UNAVAILABLE);
    try (SimWorld world = new SimWorld(Choices.of(1));
        ScriptedAgents agents = new ScriptedAgents()) {
      SimStore store = new SimStore(world, _ -> Fault.NONE);
      SimEngine engine = new SimEngine(world, store, agents, flaky);
      String runId = engine.submit();
      world.run(() -> world.quiet() && agents.asked().size() == 1);
      int waiting = world.waiting();
      Instant before = world.now();
      var reply = engine.engine().send(runId, new Input.Cancelled("ann", null, world.now()));
      world.run(() -> reply.isDone() && world.quiet());
      assertInstanceOf(Outcome.Accepted.class, reply.join().outcome());
      assertEquals(Status.CANCELLED, engine.status(runId));
      assertEquals(before, world.now(), "without waiting");
      assertEquals(waiting - 1, world.waiting(), "its timer is gone");
    }
  }

  @Test
  void cancellingOneRunLeavesTheOthersAlone() {
    // None goes on before the one is cancelled.
    CountDownLatch cancelled = new CountDownLatch(1);
    Program slow = ScriptedPrograms.slow(4, Duration.ofMillis(100));
    try (ScriptedAgents agents = new ScriptedAgents(_ -> cancelled.await());
        LiveEngine live = new LiveEngine(places(64), agents, slow)) {
      List<String> runs = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        runs.add(live.submit(slow));
        if (i == 7) {
          Input cancel = new Input.Cancelled("ann", null, live.engine().now());
          LiveEngine.get(live.engine().send(runs.get(7), cancel));
        }
      }
      cancelled.countDown();
      Set<Status> others = new TreeSet<>();
      for (String runId : runs) {
        RunView view = live.await(runId);
        if (!runId.equals(runs.get(7))) {
          others.add(view.state().status());
        }
      }
      assertEquals(Set.of(Status.CONVERGED), others);
      assertEquals(Status.CANCELLED, live.await(runs.get(7)).state().status());
    }
  }

  @Test
  void cancellingWhatHasEndedChangesNothingAndWhatIsUnknownIsSaid() {
    Program det = ScriptedPrograms.det100();
    try (ScriptedAgents agents = new ScriptedAgents();
        LiveEngine live = new LiveEngine(places(4), agents, det)) {
      String runId = live.submit(det);
      long last = live.await(runId).state().sequence();
      Input cancelled = new Input.Cancelled("ann", null, live.engine().now());
      var reply = LiveEngine.get(live.engine().send(runId, cancelled));
      assertInstanceOf(Outcome.Unchanged.class, reply.outcome());
      assertEquals(Status.CONVERGED, reply.view().state().status());
      assertEquals(last, reply.view().state().sequence());
      CompletionException unknown =
          assertThrows(
              CompletionException.class,
              () -> live.engine().send("run_of_nobody", cancelled).join());
      assertEquals(
          ErrorCode.RUN_NOT_FOUND,
          Objects.requireNonNull((ConvergeException) unknown.getCause()).code());
    }
  }

  @Test
  void runsThatWereInProgressAndNewOnesAllEndAfterARestart() {
    Program slow = ScriptedPrograms.slow(4, Duration.ofMillis(10));
    try (ScriptedAgents agents = new ScriptedAgents();
        LiveEngine live = new LiveEngine(places(4), agents, slow)) {
      List<String> runs = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        runs.add(live.submit(slow));
      }
      live.restart();
      for (int i = 0; i < 20; i++) {
        runs.add(live.submit(slow));
      }
      for (String runId : runs) {
        assertEquals(Status.CONVERGED, live.await(runId).state().status());
      }
      assertEquals(0, live.engine().callsInFlight());
    }
  }

  @Test
  void theSameSeedsGiveTheSameHashWhateverTheOrderOfAgentsAndThePlaces() {
    Set<String> hashes = new TreeSet<>();
    for (int i = 1; i <= 64; i *= 2) {
      Program det = ScriptedPrograms.det100();
      Program.Definition d = det.definition();
      List<AgentSpec> agents = new ArrayList<>(d.agents());
      java.util.Collections.shuffle(agents, new java.util.Random(i));
      Program shuffled =
          Program.of(
              new Program.Definition(
                  d.name(),
                  d.version(),
                  d.hash(),
                  d.objective(),
                  d.seeds(),
                  agents,
                  d.invariants(),
                  d.gates(),
                  d.budget(),
                  d.policy()));
      try (ScriptedAgents scripted = new ScriptedAgents();
          LiveEngine live = new LiveEngine(places(i), scripted, shuffled)) {
        for (int j = 0; j < (LONG ? 1_000 : 20); j++) {
          RunState state = live.await(live.submit(shuffled)).state();
          hashes.add(state.summary().orElseThrow().resultHash());
        }
      }
    }
    assertEquals(1, hashes.size());
  }

  /// D10: clocks that jump while a run is under way neither end it early nor let it go on for ever.
  @Test
  void clocksThatJumpDoNotEndARunBeforeItsTime() {
    Budget minute = new Budget(1_000, 1_000, Duration.ofMinutes(1), 0, 0);
    Program never = ScriptedPrograms.never(Duration.ZERO, minute);
    for (int hours = -1; hours <= 1; hours += 2) {
      try (SimWorld world = new SimWorld(Choices.of(5));
          ScriptedAgents agents = new ScriptedAgents(_ -> {})) {
        SimStore store = new SimStore(world, _ -> Fault.NONE);
        SimEngine first = new SimEngine(world, store, agents, never);
        String runId = first.submit();
        world.run(() -> agents.asked().size() == 10);
        world.kill();
        world.jump(Duration.ofHours(hours));
        SimEngine second = new SimEngine(world, store, agents, never);
        world.run(() -> second.status(runId).isFinal());
        RunState state = second.state(runId);
        assertEquals(Optional.of(HaltReason.BUDGET), state.reason());
        assertEquals(1_000, state.spent().cycles(), state.detail().orElse(""));
      }
    }
  }
}
