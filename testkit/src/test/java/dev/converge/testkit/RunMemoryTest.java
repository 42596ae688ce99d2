package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Program;
import dev.converge.core.status.Status;
import dev.converge.engine.host.HeapRoom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Runs take no more memory than there is for them, however many were accepted.
class RunMemoryTest {
  /// More than are taken up at a time.
  private static final int RUNS = 300;

  private static HeapRoom room(AtomicLong bytes) {
    return new HeapRoom() {
      @Override
      public Optional<String> problem() {
        return Optional.empty();
      }

      @Override
      public long share() {
        return bytes.get();
      }
    };
  }

  @Test
  void aServerThatStartsTakesUpNoMoreThanFitAndTheRestOnceOthersHaveEnded() {
    Program slow = ScriptedPrograms.slow(1, Duration.ofMillis(1));
    AtomicLong bytes = new AtomicLong(Long.MAX_VALUE);
    CountDownLatch go = new CountDownLatch(1);
    try (ScriptedAgents scripted = new ScriptedAgents(_ -> go.await());
        LiveEngine live = new LiveEngine(room(bytes), scripted, slow)) {
      List<String> runs = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        runs.add(live.submit(slow));
      }
      bytes.set(1);
      live.restart();
      assertTrue(live.engine().active() < RUNS, "all of them were taken up");
      go.countDown();
      for (String run : runs) {
        assertEquals(Status.CONVERGED, live.await(run).state().status());
      }
    }
  }
}
