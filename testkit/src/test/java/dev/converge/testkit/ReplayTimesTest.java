package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.core.Program;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.replay.ReplayedRun;
import dev.converge.engine.store.JobStore;
import dev.converge.testkit.contract.SetClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ReplayTimesTest {
  @Test
  void aReplayIsAsNewAsItsCreationAndItsEventsKeepTheirTimes() {
    SetClock clock = new SetClock(Instant.parse("2026-01-01T12:00:00Z"));
    Program program = ScriptedPrograms.det100();
    try (ScriptedAgents agents = new ScriptedAgents();
        LiveEngine live = new LiveEngine(clock, EngineSettings.DEFAULT, agents, program)) {
      String runId = live.submit(program);
      Instant ended = live.await(runId).state().at();
      clock.move(Duration.ofHours(1));
      ReplayedRun replayed = LiveEngine.get(live.engine().replay(runId));
      JobStore.Run run = live.store().run(replayed.runId()).orElseThrow();
      assertEquals(clock.instant(), run.createdAt());
      assertEquals(clock.instant(), run.head().updatedAt());
      assertEquals(ended, replayed.replay().state().at());
    }
  }
}
