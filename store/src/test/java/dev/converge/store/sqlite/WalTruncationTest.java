package dev.converge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.event.Sealed;
import dev.converge.core.status.Status;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.store.Durability;
import dev.converge.store.JournalPage;
import dev.converge.testkit.contract.Asked;
import dev.converge.testkit.contract.SampleRun;
import dev.converge.testkit.contract.SetClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A machine that stops leaves some part of the write-ahead log: whatever part it is, whole
/// transactions are there and nothing half.
class WalTruncationTest {
  private static final int STEP = 64;

  /// Every so many cuts the whole store is opened, else only its connection: that is much faster.
  private static final int WHOLE = 64;

  private static final String DATABASE = "converge.db";
  private static final String LOG = "converge.db-wal";
  private static final JobStore.IdempotencyKey KEY =
      new JobStore.IdempotencyKey("submit", "k", "print");

  @TempDir private Path directory = Path.of("");

  /// How long the log was, and how many events were acknowledged.
  private record Acknowledged(long logBytes, int events) {}

  private final List<Acknowledged> acknowledged = new ArrayList<>();
  private final SampleRun run = new SampleRun("run_a");

  @Test
  void everyCutOfTheLogLeavesWholeTransactions() throws IOException {
    Path origin = directory.resolve("origin");
    // So that the schema is in the database and the log holds only what follows.
    open(origin).close();
    byte[] log;
    byte[] database;
    try (SqliteOpened store = open(origin)) {
      assertEquals(
          new JobStore.CreateResult.Created(),
          Asked.answer(Asked.creating(store, SampleRun.job("a"), run.next(2, 100), KEY)));
      acknowledge(origin);
      for (int[] next : new int[][] {{1, 10}, {2, 3_000}, {6, 300}}) {
        long before = run.sequence();
        assertEquals(
            new Journal.AppendResult.Appended(),
            Asked.append(store, "run_a", before, run.next(next[0], next[1])));
        acknowledge(origin);
      }
      database = Files.readAllBytes(origin.resolve(DATABASE));
      log = Files.readAllBytes(origin.resolve(LOG));
    }
    assertTrue(log.length > 10_000, "log: " + log.length);
    Path copy = directory.resolve("copy");
    Files.createDirectories(copy);
    for (int cut = 0; cut < log.length + STEP; cut += STEP) {
      int kept = Math.min(cut, log.length);
      Files.write(copy.resolve(DATABASE), database);
      Files.write(copy.resolve(LOG), Arrays.copyOf(log, kept));
      check(copy, kept);
    }
  }

  private static SqliteOpened open(Path path) {
    return SqliteOpened.in(path, new SetClock(SampleRun.NOON));
  }

  private void acknowledge(Path origin) throws IOException {
    acknowledged.add(
        new Acknowledged(Files.size(origin.resolve(LOG)), Math.toIntExact(run.sequence())));
  }

  private void check(Path copy, int kept) {
    int events = 0;
    for (Acknowledged one : acknowledged) {
      events = one.logBytes() <= kept ? one.events() : events;
    }
    String cut = "cut at " + kept;
    try {
      if (kept % (WHOLE * STEP) == 0) {
        checkStore(copy, events, cut);
      } else {
        checkConnection(copy, events, cut);
      }
    } catch (SQLException e) {
      throw new AssertionError(cut, e);
    }
  }

  private void checkStore(Path copy, int events, String cut) {
    try (SqliteOpened store = open(copy)) {
      assertEquals(events > 0, store.jobs().job("default", "job_a").isPresent(), cut);
      assertEquals(events > 0 ? 1 : 0, store.jobs().unfinished("", 10).size(), cut);
      if (events > 0) {
        checkEvents(events, store.journal().read("run_a", 0, 1_000, 1 << 20), cut);
      }
      assertEquals(
          events > 0
              ? new JobStore.CreateResult.SameKey(SampleRun.job("a"))
              : new JobStore.CreateResult.Created(),
          Asked.create(store, SampleRun.job("b"), KEY),
          cut);
    }
  }

  private void checkConnection(Path copy, int events, String cut) throws SQLException {
    SqliteConnections connections =
        new SqliteConnections(copy.resolve(DATABASE), Durability.RELAXED);
    try (Statements statements = connections.writer(false)) {
      // The copy is thrown away.
      statements.execute("PRAGMA synchronous = OFF");
      Optional<JobStore.Run> found = RunRows.find(statements, "run_a");
      assertEquals(events > 0, found.isPresent(), cut);
      assertEquals(events > 0 ? 1 : 0, statements.number("SELECT count(*) FROM job"), cut);
      assertEquals(
          events > 0 ? 1 : 0, statements.number("SELECT count(*) FROM idempotency_key"), cut);
      if (found.isPresent()) {
        assertEquals(events, found.get().sequence(), cut);
        assertEquals(Status.RUNNING, found.get().head().status(), cut);
        JournalPage page = new JournalPage(0, 1_000, 1 << 20);
        checkEvents(events, JournalRows.read(statements, "run_a", page), cut);
      }
    }
  }

  private void checkEvents(int events, List<Sealed> read, String cut) {
    assertEquals(events, read.size(), cut);
    for (int i = 0; i < events; i++) {
      assertArrayEquals(run.all().get(i).json(), read.get(i).json(), cut);
    }
  }
}
