package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Budget;
import dev.converge.core.decision.Decision;
import dev.converge.core.proposal.Keys;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import dev.converge.engine.EngineSettings;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScriptedProgramsTest {
  private static RunState run(Program program) {
    try (ScriptedAgents agents = new ScriptedAgents();
        LiveEngine live = new LiveEngine(EngineSettings.DEFAULT, agents, program)) {
      return live.await(live.submit(program)).state();
    }
  }

  @Test
  void det100GivesOneHundredFactsInTenCycles() {
    RunState state = run(ScriptedPrograms.det100());
    assertEquals(Status.CONVERGED, state.status());
    assertEquals(101, state.context().size());
    assertEquals(10, state.cycle());
  }

  @Test
  void slowGivesAFactAnInterval() {
    RunState state = run(ScriptedPrograms.slow(5, Duration.ofMillis(3)));
    assertEquals(Status.CONVERGED, state.status());
    assertEquals(6, state.context().size());
    // Both ends of the time are rounded to a millisecond.
    assertTrue(state.spent().running().compareTo(Duration.ofMillis(5 * 3 - 1)) >= 0);
  }

  @Test
  void gateStopsForAPersonEachTime() {
    Program program = ScriptedPrograms.gate(3);
    try (ScriptedAgents agents = new ScriptedAgents();
        LiveEngine live = new LiveEngine(EngineSettings.DEFAULT, agents, program)) {
      String runId = live.submit(program);
      for (int i = 1; i <= 3; i++) {
        String step = "prop:" + i + ":step00" + i + ":1";
        RunState waiting = live.waiting(runId, step);
        assertEquals(step, waiting.pending().getFirst().proposalId());
        LiveEngine.get(
            live.engine()
                .send(
                    runId,
                    new Input.Decided(
                        step, Decision.APPROVED, "ann", false, null, live.engine().now())));
      }
      RunState state = live.await(runId).state();
      assertEquals(Status.CONVERGED, state.status());
      assertEquals(3, state.context().facts(Keys.DECISIONS).size());
    }
  }

  @Test
  void onlyABudgetEndsNever() {
    RunState state = run(ScriptedPrograms.never(Duration.ZERO, Budget.DEFAULT));
    assertEquals(Optional.of(HaltReason.BUDGET), state.reason());
    assertTrue(state.detail().orElseThrow().startsWith("max_cycles: limit 50"));
  }

  @Test
  void flakyAnswersAtTheThirdAttemptOrHalts() {
    RunState state = run(ScriptedPrograms.flaky(1, FailureKind.UNAVAILABLE));
    assertEquals(Status.CONVERGED, state.status());
    assertEquals(6 * ScriptedAgents.MAX_TOKENS / 2, state.spent().tokens());
    RunState halted = run(ScriptedPrograms.flaky(3, FailureKind.REFUSED));
    assertEquals(Optional.of(HaltReason.AGENT), halted.reason());
  }

  @Test
  void whoHangsIsTimedOutEvenIfItIgnoresInterrupts() {
    for (boolean stubborn : new boolean[] {false, true}) {
      RunState state = run(ScriptedPrograms.hang(Duration.ofMillis(20), stubborn));
      assertEquals(Optional.of(HaltReason.AGENT), state.reason());
      assertTrue(state.detail().orElseThrow().contains("TIMEOUT"));
    }
  }
}
