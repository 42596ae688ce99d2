package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Program;
import dev.converge.core.event.Sealed;
import dev.converge.core.status.Status;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.feed.Feed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The memory for readers: bounded in bytes, and nobody can tell what is still in it.
class ReaderMemoryTest {
  private static final int RUNS = 50;

  private static EngineSettings memory(long bytes) {
    return new EngineSettings(10_000, 256, 1_000, bytes, Duration.ofHours(1));
  }

  @Test
  void recentEventsAndFinishedRunsTakeNoMoreBytesThanTheyMay() {
    Program flow = ScriptedPrograms.det100();
    long all = kept(flow, 1L << 30, true);
    assertTrue(all > 100_000, "kept without a bound: " + all);
    assertTrue(kept(flow, 100_000, true) <= 100_000);
    assertEquals(0, kept(flow, 0, true));
  }

  @Test
  void ofARunThatNobodyFollowsFewEventsAreKept() {
    Program flow = ScriptedPrograms.det100();
    long followed = kept(flow, 1L << 30, true);
    long unread = kept(flow, 1L << 30, false);
    assertTrue(unread < followed, unread + " of " + followed);
  }

  /// The bytes that are kept of some runs after their end.
  private static long kept(Program flow, long bytes, boolean followed) {
    try (ScriptedAgents agents = new ScriptedAgents();
        LiveEngine live = new LiveEngine(memory(bytes), agents, flow)) {
      List<String> runs = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        runs.add(live.submit(flow));
      }
      for (String runId : runs) {
        if (followed) {
          live.engine().feed(runId, 0).nextInMemory(1, 1);
        }
      }
      for (String runId : runs) {
        assertEquals(Status.CONVERGED, live.await(runId).state().status());
      }
      return live.engine().keptBytes();
    }
  }

  @Test
  void everyReaderGetsEveryEventOnceHoweverLittleIsKept() {
    Program flow = ScriptedPrograms.slow(20, Duration.ofMillis(1));
    for (long bytes : new long[] {0, 1_000, 5_000, 1 << 20}) {
      try (ScriptedAgents agents = new ScriptedAgents();
          LiveEngine live = new LiveEngine(memory(bytes), agents, flow)) {
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          runs.add(live.submit(flow));
        }
        for (String runId : runs) {
          List<Long> whole = follow(live, runId);
          for (int i = 0; i < whole.size(); i++) {
            assertEquals(i + 1, whole.get(i));
          }
          assertEquals(whole, follow(live, runId));
          assertEquals(whole.getLast(), live.engine().view(runId).state().sequence());
        }
      }
    }
  }

  /// The sequences of a run's events, read as they come.
  private static List<Long> follow(LiveEngine live, String runId) {
    List<Long> sequences = new ArrayList<>();
    try (Feed feed = live.engine().feed(runId, 0)) {
      while (!feed.ended()) {
        live.until(runId, state -> state.sequence() > feed.position());
        List<Sealed> page = feed.next(3, 1_000);
        page.forEach(event -> sequences.add(event.sequence()));
      }
    }
    return sequences;
  }

  @Test
  void theRunReadLastIsTheLastToBeDropped() {
    Program flow = ScriptedPrograms.slow(4, Duration.ZERO);
    try (ScriptedAgents agents = new ScriptedAgents();
        LiveEngine live = new LiveEngine(memory(200_000), agents, flow)) {
      String first = live.submit(flow);
      live.await(first);
      for (int i = 0; i < RUNS; i++) {
        live.await(live.submit(flow));
        try (Feed feed = live.engine().feed(first, 0)) {
          assertTrue(feed.nextInMemory(1, 1).isPresent(), "after " + i + " more runs");
        }
      }
    }
  }
}
