package dev.converge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Chain;
import dev.converge.core.event.Sealed;
import dev.converge.core.json.Json;
import dev.converge.core.status.Status;
import dev.converge.engine.store.JobStore;
import dev.converge.testkit.contract.SampleRun;
import dev.converge.testkit.contract.SetClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process killed at a random instant: nothing that it acknowledged is lost, nothing is half
/// there or there twice.
class KilledProcessTest {
  private static final boolean LONG = System.getProperty("converge.tests", "").equals("long");
  private static final int KILLS = LONG ? 300 : 3;
  private static final long SEED = 20260101;

  @TempDir private Path directory = Path.of("");

  @Test
  void whatWasAcknowledgedIsThereAfterKills() throws IOException {
    Random random = new Random(SEED);
    for (int kill = 0; kill < KILLS; kill++) {
      // A directory for ten of them, so that logs of killed ones are recovered over and over.
      Path data = directory.resolve("data" + kill / 10);
      int lines = 1 + random.nextInt(LONG ? 2_000 : 600);
      String at = "kill " + kill + " of seed " + SEED + ", after " + lines + " lines";
      Map<String, Map<Long, String>> acknowledged = acknowledged(data, "k" + kill, lines);
      try (SqliteOpened store = SqliteOpened.in(data, new SetClock(SampleRun.NOON))) {
        for (Map.Entry<String, Map<Long, String>> run : acknowledged.entrySet()) {
          check(store, run.getKey(), run.getValue(), at);
        }
        checkUnfinished(store, at);
      }
    }
  }

  /// Runs a child until it has printed so many lines.
  private static Map<String, Map<Long, String>> acknowledged(Path data, String name, int lines)
      throws IOException {
    Map<String, Map<Long, String>> acknowledged = new HashMap<>();
    try (Child child = Child.start(EndlessAppends.class, data.toString(), name)) {
      List<String> before = child.lines(lines);
      assertEquals(lines, before.size(), "the child ended by itself");
      child.kill();
      List<String> after = child.lines(Integer.MAX_VALUE);
      for (String line : before) {
        note(line, acknowledged);
      }
      for (String line : after) {
        note(line, acknowledged);
      }
    }
    return acknowledged;
  }

  private static void note(String line, Map<String, Map<Long, String>> acknowledged) {
    // The last line may be cut.
    if (line.matches("\\S+ \\d+ [0-9a-f]{64}")) {
      List<String> words = List.of(line.split(" ", -1));
      acknowledged
          .computeIfAbsent(words.get(0), _ -> new HashMap<>())
          .put(Long.valueOf(words.get(1)), words.get(2));
    }
  }

  private static void check(
      SqliteOpened store, String runId, Map<Long, String> acknowledged, String at) {
    List<Sealed> events = store.journal().read(runId, 0, 1_000, 1 << 24);
    Chain chain = new Chain(runId, Chain.START);
    Map<Long, String> found = new HashMap<>();
    for (Sealed event : events) {
      String line = new String(event.json(), StandardCharsets.UTF_8);
      assertNull(chain.verify((Json.Obj) Json.parse(line)), at);
      assertEquals(chain.last(), event.hash(), at);
      assertEquals(found.size() + 1, event.sequence(), at);
      found.put(event.sequence(), event.hash());
    }
    acknowledged.forEach((sequence, hash) -> assertEquals(hash, found.get(sequence), at));
    JobStore.Run run = store.jobs().run(runId).orElseThrow();
    assertEquals(events.size(), run.sequence(), at);
    boolean over = events.size() == EndlessAppends.EVENTS_OF_A_RUN;
    assertEquals(over ? Status.CONVERGED : Status.RUNNING, run.head().status(), at);
    assertNotNull(store.jobs().jobOfRun(runId).orElseThrow(), at);
  }

  private static void checkUnfinished(SqliteOpened store, String at) {
    List<JobStore.Run> unfinished = store.jobs().unfinished("", JobStore.MAX_PAGE);
    assertTrue(unfinished.size() <= 10 * EndlessAppends.RUNS_AT_ONCE, at);
    for (JobStore.Run run : unfinished) {
      assertEquals(Status.RUNNING, run.head().status(), at);
      assertTrue(run.sequence() < EndlessAppends.EVENTS_OF_A_RUN, at);
    }
  }
}
