package dev.converge.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Input;
import dev.converge.core.RunState;
import dev.converge.core.budget.Mode;
import dev.converge.core.status.Outcome;
import dev.converge.engine.Engine;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.Room;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.OutcomeFlow;
import dev.converge.testkit.OutcomeFlows;
import dev.converge.testkit.ScriptedPrograms;
import dev.converge.testkit.outside.ComparableLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Flows of the simulator in which something happens at a certain moment, on both hosts: agents
/// think until it has happened.
class MomentsTest {
  private static OutcomeFlow flow(String name) {
    return OutcomeFlows.all(_ -> "0".repeat(64)).stream()
        .filter(flow -> flow.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// Takes an input to a run.
  private interface Taking {
    void take(String runId, Input input);
  }

  private static Taking sending(Engine engine) {
    return (runId, input) -> {
      Outcome outcome = LiveEngine.get(engine.send(runId, input)).outcome();
      assertTrue(outcome instanceof Outcome.Accepted, outcome::toString);
    };
  }

  /// A fault of the core is no input that anybody could send: the turn in which it shows takes it.
  private static Taking breaking(Hosted hosted, HoldingAgents agents, OutcomeFlow flow) {
    return (runId, input) ->
        new Turns(
                new WorkerParts(
                    hosted.host(),
                    hosted.store(),
                    hosted.store(),
                    ScriptedPrograms.installed(flow.program()),
                    agents,
                    Room.UNLIMITED,
                    RunObserver.none(),
                    EngineSettings.UNLIMITED))
            .take(runId, 0, "a turn that fails", input);
  }

  private static String drive(
      Engine engine, HoldingAgents agents, OutcomeFlow flow, Taking taking) {
    String runId = Runs.submit(engine, flow, Mode.LIVE);
    for (int i = 0; i < flow.moments().size(); i++) {
      OutcomeFlow.Moment moment = flow.moments().get(i);
      RunState state =
          Hosted.once(engine, runId, now -> now.status().isFinal() || moment.when().test(now));
      if (state.status().isFinal()) {
        // The flow has a moment for a second decision, which is not needed.
        return runId;
      }
      agents.awaitAsked();
      taking.take(runId, moment.input().apply(engine.now()));
      if (onlyDecisions(flow.moments().subList(i + 1, flow.moments().size()))) {
        agents.answer();
      }
    }
    agents.answer();
    Hosted.once(engine, runId, state -> state.status().isFinal());
    return runId;
  }

  /// Whether what is left to do needs answers of agents first.
  private static boolean onlyDecisions(List<OutcomeFlow.Moment> left) {
    return left.stream()
        .allMatch(moment -> moment.input().apply(Instant.EPOCH) instanceof Input.Decided);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cancelled", "failed", "people", "halted-agent-model"})
  void aFlowStoresTheSameEventsOnBothHosts(String name) {
    OutcomeFlow flow = flow(name);
    int held = name.equals("people") ? 1 : 2;
    HoldingAgents here = new HoldingAgents(FlowAgents.of(List.of(flow)), held);
    HoldingAgents there = new HoldingAgents(FlowAgents.of(List.of(flow)), held);
    List<String> expected;
    try (LiveEngine live = new LiveEngine(EngineSettings.DEFAULT, here, flow.program())) {
      String runId = drive(live.engine(), here, flow, sending(live.engine()));
      expected = ComparableLog.of(live.store(), runId, BothHostsTest.RANDOM);
    }
    try (Hosted hosted = new Hosted(there, flow.program())) {
      Taking taking =
          name.equals("failed") ? breaking(hosted, there, flow) : sending(hosted.engine());
      String runId = drive(hosted.engine(), there, flow, taking);
      assertEquals(expected, ComparableLog.of(hosted.store(), runId, BothHostsTest.RANDOM));
      // The workflow notices, and ends too.
      hosted.env().getWorkflowClient().newUntypedWorkflowStub(runId).getResult(Void.class);
    }
    assertTrue(expected.getLast().contains("\"status\""), expected::getLast);
  }

  @Test
  void theTimeInWhichNobodyDroveARunDoesNotCountOnEitherHost() {
    OutcomeFlow flow = flow("interrupted");
    Duration away = flow.moments().getFirst().away();
    AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
    HoldingAgents here = new HoldingAgents(FlowAgents.of(List.of(flow)), 2);
    InstantSource clock = InstantSource.system();
    List<String> expected;
    try (LiveEngine live =
        new LiveEngine(
            () -> clock.instant().plus(later.get()),
            EngineSettings.DEFAULT,
            here,
            flow.program())) {
      String runId = Runs.submit(live.engine(), flow, Mode.LIVE);
      Hosted.once(live.engine(), runId, flow.moments().getFirst().when());
      live.engine().drain();
      later.set(away);
      live.restart();
      here.answer();
      Hosted.once(live.engine(), runId, state -> state.status().isFinal());
      expected = ComparableLog.of(live.store(), runId, BothHostsTest.RANDOM);
    }
    HoldingAgents there = new HoldingAgents(FlowAgents.of(List.of(flow)), 2);
    try (Hosted hosted = new Hosted(there, flow.program())) {
      String runId = Runs.submit(hosted.engine(), flow, Mode.LIVE);
      RunState state = Hosted.once(hosted.engine(), runId, flow.moments().getFirst().when());
      Turns worker =
          new Turns(
              new WorkerParts(
                  hosted.host(),
                  hosted.store(),
                  hosted.store(),
                  ScriptedPrograms.installed(flow.program()),
                  there,
                  Room.UNLIMITED,
                  RunObserver.none(),
                  EngineSettings.UNLIMITED));
      long now = hosted.engine().now().plus(away).toEpochMilli();
      Situation goesOn =
          worker.turn(
              new TurnOrder(
                  runId, state.sequence(), "taken up", now, null, null, List.of(), false, now));
      assertEquals("running", goesOn.status());
      there.answer();
      Hosted.once(hosted.engine(), runId, s -> s.status().isFinal());
      assertEquals(expected, ComparableLog.of(hosted.store(), runId, BothHostsTest.RANDOM));
      // Without being taken up, it would have been too long.
      assertTrue(expected.getLast().contains("converged"), expected::getLast);
    }
  }
}
