package dev.converge.store.postgres;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.event.Sealed;
import dev.converge.core.status.Status;
import dev.converge.engine.store.Journal.AppendResult;
import dev.converge.store.StoreAddress;
import dev.converge.store.StoreOptions;
import dev.converge.testkit.Postgres;
import dev.converge.testkit.contract.Asked;
import dev.converge.testkit.contract.SampleRun;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Connections that are lost while they write leave nothing in doubt.
class LostConnectionTest {
  private static final int RUNS = 8;

  /// Of each run, however soon there were enough cuts.
  private static final int APPENDS = 40;

  /// Of each run, if there are too few cuts: groups can be large and connections slow to open.
  private static final int MOST_APPENDS = 5_000;

  private static final int BETWEEN_CUTS = 10;
  private static final int CUTS = 9;

  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicInteger cuts = new AtomicInteger();

  @Test
  void whatIsAcknowledgedIsStoredOnceWhileConnectionsAreCut() throws SQLException {
    String url = Postgres.database();
    try (ExecutorService cutter = Executors.newSingleThreadExecutor()) {
      appendAll(
          url,
          () -> {
            if (acknowledged.incrementAndGet() % BETWEEN_CUTS == 0) {
              cutter.execute(() -> cut(url));
            }
          },
          cuts::get);
    }
  }

  @Test
  void whatIsAcknowledgedIsStoredOnceWhileAnswersAreLost() throws Exception {
    String url = Postgres.database();
    Matcher direct = Pattern.compile("(jdbc:postgresql://[^:/]+:)([0-9]+)(/.*)").matcher(url);
    assertTrue(direct.matches(), url);
    try (AnswerCutter cutter = new AnswerCutter(Integer.parseInt(direct.group(2)), BETWEEN_CUTS)) {
      appendAll(direct.group(1) + cutter.port() + direct.group(3), () -> {}, cutter::cuts);
    }
  }

  /// Appends to some runs at once until there were enough cuts, and looks whether each event is
  /// stored once.
  ///
  /// @param told is called at each acknowledgement
  /// @param cuts how many there were
  private static void appendAll(String url, Runnable told, IntSupplier cuts) {
    try (PostgresStore store =
        PostgresStore.open(new StoreAddress(url), StoreOptions.durable(InstantSource.system()))) {
      PostgresOpened opened = new PostgresOpened(store);
      List<SampleRun> runs = new ArrayList<>();
      List<CompletableFuture<AppendResult>> ends = new ArrayList<>();
      for (int i = 0; i < RUNS; i++) {
        runs.add(Asked.created(opened, "r" + i, 1));
      }
      for (SampleRun run : runs) {
        CompletableFuture<AppendResult> end = new CompletableFuture<>();
        ends.add(end);
        next(store, run, told, cuts, end);
      }
      ends.forEach(end -> assertInstanceOf(AppendResult.Appended.class, Asked.answer(end)));
      assertTrue(cuts.getAsInt() >= CUTS, "cuts: " + cuts.getAsInt());
      for (SampleRun run : runs) {
        List<Sealed> stored = store.read(run.runId(), 0, 10_000, 100_000_000);
        assertEquals(run.all().size(), stored.size());
        for (int i = 0; i < stored.size(); i++) {
          assertArrayEquals(run.all().get(i).json(), stored.get(i).json());
        }
        assertEquals(stored.size(), store.run(run.runId()).orElseThrow().sequence());
      }
      assertTrue(store.writable());
    }
  }

  private static void next(
      PostgresStore store,
      SampleRun run,
      Runnable told,
      IntSupplier cuts,
      CompletableFuture<AppendResult> end) {
    long before = run.sequence();
    store.append(
        run.runId(),
        before,
        run.next(1, 500),
        SampleRun.head(Status.RUNNING),
        result -> {
          told.run();
          if (result instanceof AppendResult.Appended && run.sequence() <= appends(cuts)) {
            next(store, run, told, cuts, end);
          } else {
            end.complete(result);
          }
        });
  }

  private static int appends(IntSupplier cuts) {
    return cuts.getAsInt() < CUTS ? MOST_APPENDS : APPENDS;
  }

  /// Ends the lanes' connections, whatever they are at.
  private void cut(String url) {
    try (var connection = Postgres.connection(url);
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ="
                    + " 'converge-lane'")) {
      while (rows.next()) {
        cuts.incrementAndGet();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
