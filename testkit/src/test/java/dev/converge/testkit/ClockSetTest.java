package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Budget;
import dev.converge.core.decision.Decision;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import dev.converge.testkit.SimStore.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What runs do when the system's clock is set or the machine slept, without a restart.
class ClockSetTest {
  private final SimWorld world = new SimWorld(Choices.of(5));
  private final ScriptedAgents agents = new ScriptedAgents(world::sleep);
  private final SimStore store = new SimStore(world, _ -> Fault.NONE);

  @AfterEach
  void close() {
    agents.close();
    world.close();
  }

  private void set(SimEngine engine, Duration by) {
    engine.engine().clockSet(by, () -> world.jump(by));
  }

  @Test
  void timeThatTheMachineSleptOrTheClockWasSetByIsNotRunningTime() {
    Budget minute = new Budget(500, 1_000, Duration.ofMinutes(1), 0, 0);
    Program never = ScriptedPrograms.never(Duration.ofMillis(10), minute);
    for (int hours = -3; hours <= 3; hours += 6) {
      SimEngine engine = new SimEngine(world, store, agents, never);
      String runId = engine.submit();
      int asked = agents.asked().size();
      world.run(() -> agents.asked().size() >= asked + 10);
      set(engine, Duration.ofHours(hours));
      world.run(() -> engine.status(runId).isFinal());
      RunState state = engine.state(runId);
      assertEquals(Optional.of(HaltReason.BUDGET), state.reason());
      assertEquals(500, state.spent().cycles(), state.detail().orElse(""));
      assertTrue(state.spent().running().compareTo(Duration.ofMinutes(1)) < 0);
    }
  }

  @Test
  void anAgentThatFailedIsAskedAgainSoonAlthoughTheClockWasSetBack() {
    SimEngine engine =
        new SimEngine(world, store, agents, ScriptedPrograms.flaky(2, FailureKind.UNAVAILABLE));
    String runId = engine.submit();
    world.run(() -> agents.asked().size() == 1);
    set(engine, Duration.ofHours(-5));
    Instant then = world.now();
    world.run(() -> engine.status(runId).isFinal());
    Duration took = Duration.between(then, world.now());
    assertTrue(took.compareTo(Duration.ofMinutes(10)) < 0, took.toString());
    assertEquals(Status.CONVERGED, engine.status(runId));
  }

  @Test
  void aDeadlineOfAnApprovalThatPassedWhileTheMachineSleptCountsAtOnce() {
    Program gate = ScriptedPrograms.gate(1, Duration.ofHours(2), Decision.REJECTED);
    SimEngine engine = new SimEngine(world, store, agents, gate);
    String runId = engine.submit();
    world.run(() -> world.quiet() && engine.status(runId) == Status.WAITING);
    set(engine, Duration.ofHours(3));
    Instant then = world.now();
    world.run(() -> engine.status(runId).isFinal());
    Duration took = Duration.between(then, world.now());
    assertTrue(took.compareTo(Duration.ofSeconds(10)) < 0, took.toString());
  }

  @Test
  void aDeadlineOfAnApprovalIsNoLaterWhereTheClockWasSetBack() {
    Program gate = ScriptedPrograms.gate(1, Duration.ofHours(2), Decision.REJECTED);
    SimEngine engine = new SimEngine(world, store, agents, gate);
    String runId = engine.submit();
    world.run(() -> world.quiet() && engine.status(runId) == Status.WAITING);
    set(engine, Duration.ofHours(-9));
    Instant then = world.now();
    world.run(() -> engine.status(runId).isFinal());
    Duration took = Duration.between(then, world.now());
    assertTrue(took.compareTo(Duration.ofMinutes(121)) < 0, took.toString());
    assertTrue(took.compareTo(Duration.ofMinutes(119)) > 0, took.toString());
  }
}
