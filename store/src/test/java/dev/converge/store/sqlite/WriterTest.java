package dev.converge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.event.Sealed;
import dev.converge.core.status.Status;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.JobStore.CreateResult;
import dev.converge.engine.store.Journal.AppendResult;
import dev.converge.store.Durability;
import dev.converge.store.StoreOptions;
import dev.converge.testkit.contract.Asked;
import dev.converge.testkit.contract.SampleRun;
import dev.converge.testkit.contract.SetClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Group commit, and what becomes of others when something cannot be written.
class WriterTest {
  private static final String CONSTRAINT = "INSERT INTO tenant (tenant_no, name) VALUES (99, NULL)";

  @TempDir private Path directory = Path.of("");
  private final SetClock clock = new SetClock(SampleRun.NOON);
  private SqliteOpened store;

  @SuppressWarnings("NullAway.Init") // set before each test
  WriterTest() {}

  @BeforeEach
  void openStore() {
    store = SqliteOpened.in(directory, clock);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private CompletableFuture<AppendResult> appending(
      String runId, long expected, List<Sealed> events) {
    CompletableFuture<AppendResult> result = new CompletableFuture<>();
    store
        .journal()
        .append(runId, expected, events, SampleRun.head(Status.RUNNING), result::complete);
    return result;
  }

  private long count(String table) {
    return store.store().read(statements -> statements.number("SELECT count(*) FROM " + table));
  }

  @Test
  void everyCommitIsReportedWithTheNumberOfItsWrites() {
    List<Integer> commits = Collections.synchronizedList(new ArrayList<>());
    StoreOptions options =
        new StoreOptions(Durability.RELAXED, clock, (writes, _) -> commits.add(writes));
    try (SqliteStore other = SqliteStore.open(directory.resolve("other"), options)) {
      HeldWrite held = HeldWrite.hold(other);
      SqlWrite one = SqlWrite.submit(other, "INSERT INTO tenant (name) VALUES ('one')");
      SqlWrite two = SqlWrite.submit(other, "INSERT INTO tenant (name) VALUES ('two')");
      held.release();
      assertEquals("done", Asked.answer(one.answer()));
      assertEquals("done", Asked.answer(two.answer()));
    }
    assertTrue(commits.contains(2), commits::toString);
    assertFalse(commits.contains(0), commits::toString);
  }

  @Test
  void whatWaitsIsWrittenInOneTransactionAndABadOneFailsAlone() {
    SampleRun run = Asked.created(store, "a", 1);
    HeldWrite held = HeldWrite.hold(store.store());
    SqlWrite good = SqlWrite.submit(store.store(), "INSERT INTO tenant (name) VALUES ('good')");
    CompletableFuture<AppendResult> first = appending("run_a", 1, run.next(2, 10));
    SqlWrite bad = SqlWrite.submit(store.store(), CONSTRAINT);
    CompletableFuture<AppendResult> second = appending("run_a", 3, run.next(1, 10));
    CompletableFuture<CreateResult> created =
        Asked.creating(store, SampleRun.job("b"), new SampleRun("run_b").next(1, 10), null);
    held.release();
    assertEquals("done", Asked.answer(good.answer()));
    assertEquals(new AppendResult.Appended(), Asked.answer(first));
    assertTrue(Asked.answer(bad.answer()).contains("CONSTRAINT"), bad.answer().join());
    assertEquals(new AppendResult.Appended(), Asked.answer(second));
    assertEquals(new CreateResult.Created(), Asked.answer(created));
    // Once with the others, once alone.
    assertEquals(2, good.tries());
    assertEquals(2, bad.tries());
    assertEquals(4, store.journal().read("run_a", 0, 100, 100_000).size());
    assertEquals(1, count("tenant WHERE name = 'good'"));
    assertTrue(store.jobs().writable());
  }

  @Test
  void anAppendThatAnotherProcessOvertookFailsAlone() {
    SampleRun run = Asked.created(store, "a", 1);
    List<Sealed> second = run.next(1, 10);
    List<Sealed> third = run.next(1, 10);
    SampleRun other = Asked.created(store, "b", 1);
    HeldWrite held = HeldWrite.hold(store.store());
    CompletableFuture<AppendResult> overtaken = appending("run_a", 1, second);
    CompletableFuture<AppendResult> fine = appending("run_b", 1, other.next(1, 10));
    // In the same transaction, before the append looks: what another process would have stored.
    SqlWrite foreign =
        SqlWrite.submit(store.store(), "UPDATE run SET last_sequence = 7 WHERE run_id = 'run_a'");
    CompletableFuture<AppendResult> late = appending("run_a", 2, third);
    held.release();
    assertEquals("done", Asked.answer(foreign.answer()));
    assertEquals(new AppendResult.Appended(), Asked.answer(overtaken));
    assertEquals(new AppendResult.Conflict(7), Asked.answer(late));
    assertEquals(new AppendResult.Appended(), Asked.answer(fine));
    assertTrue(store.jobs().writable());
  }

  @Test
  void aFullDiskFailsEverythingOfTheTransactionAndLeavesNothing() {
    SampleRun run = Asked.created(store, "a", 1);
    HeldWrite held = HeldWrite.hold(store.store());
    // So few pages that the next large row finds none; the limit ends with the connection.
    SqlWrite.submit(store.store(), "PRAGMA max_page_count = 1");
    CompletableFuture<AppendResult> small = appending("run_a", 1, run.next(1, 10));
    CompletableFuture<AppendResult> large = appending("run_a", 2, run.next(5, 100_000));
    CompletableFuture<Boolean> writable = new CompletableFuture<>();
    CompletableFuture<CreateResult> create = new CompletableFuture<>();
    store
        .jobs()
        .create(
            SampleRun.job("b"),
            new SampleRun("run_b").next(1, 10),
            SampleRun.head(Status.RUNNING),
            new JobStore.IdempotencyKey("submit", "k", "p"),
            result -> {
              writable.complete(store.jobs().writable());
              create.complete(result);
            });
    held.release();
    AppendResult.Unavailable no =
        assertInstanceOf(AppendResult.Unavailable.class, Asked.answer(large));
    assertTrue(no.message().contains("SQLITE_FULL"), no.message());
    assertInstanceOf(AppendResult.Unavailable.class, Asked.answer(small));
    assertInstanceOf(CreateResult.Unavailable.class, Asked.answer(create));
    assertFalse(Asked.answer(writable));
    assertEquals(1, store.jobs().run("run_a").orElseThrow().sequence());
    assertEquals(1, store.journal().read("run_a", 0, 100, 1 << 20).size());
    assertEquals(Optional.empty(), store.jobs().job("default", "job_b"));
    assertEquals(0, count("idempotency_key"));
    // There is room again: it goes on where it stood.
    SampleRun again = new SampleRun("run_a");
    again.next(1, 100);
    assertEquals(
        new AppendResult.Appended(), Asked.answer(appending("run_a", 1, again.next(2, 10))));
    assertTrue(store.jobs().writable());
  }

  @Test
  void aDatabaseThatWasRemovedAcknowledgesNothing() throws IOException {
    SampleRun run = Asked.created(store, "a", 1);
    Files.delete(directory.resolve("converge.db"));
    for (int i = 0; i < 2; i++) {
      assertInstanceOf(
          AppendResult.Unavailable.class,
          Asked.answer(appending("run_a", 1, run.all().isEmpty() ? List.of() : next())));
      assertFalse(store.jobs().writable());
    }
    assertFalse(Files.exists(directory.resolve("converge.db")), "made a new database");
  }

  private static List<Sealed> next() {
    SampleRun run = new SampleRun("run_a");
    run.next(1, 100);
    return run.next(1, 10);
  }

  @Test
  void whatDoesNotFitTheQueueIsRefusedElsewhereThanOnTheCallersStack() {
    HeldWrite held = HeldWrite.hold(store.store());
    List<Sealed> events = new SampleRun("run_none").next(1, 10);
    List<CompletableFuture<AppendResult>> results = new ArrayList<>();
    CompletableFuture<Thread> refuser = new CompletableFuture<>();
    int more = 20;
    for (int i = 0; i < SqliteLimits.QUEUED_WRITES + more; i++) {
      CompletableFuture<AppendResult> result = new CompletableFuture<>();
      results.add(result);
      store
          .journal()
          .append(
              "run_none",
              0,
              events,
              SampleRun.head(Status.RUNNING),
              answer -> {
                if (answer instanceof AppendResult.Unavailable) {
                  refuser.complete(Thread.currentThread());
                }
                result.complete(answer);
              });
    }
    assertNotEquals(Thread.currentThread(), Asked.answer(refuser));
    held.release();
    List<AppendResult> answers = results.stream().map(Asked::answer).toList();
    assertEquals(more, answers.stream().filter(AppendResult.Unavailable.class::isInstance).count());
    assertEquals(
        SqliteLimits.QUEUED_WRITES,
        answers.stream().filter(new AppendResult.Conflict(0)::equals).count());
  }

  @Test
  void bytesThatWaitAreBounded() {
    HeldWrite held = HeldWrite.hold(store.store());
    // A megabyte as it is stored.
    List<Sealed> events = new SampleRun("run_none").next(1, (1 << 20) / 4 * 5);
    List<CompletableFuture<AppendResult>> results = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      results.add(appending("run_none", 0, events));
    }
    held.release();
    long refused =
        results.stream()
            .map(Asked::answer)
            .filter(AppendResult.Unavailable.class::isInstance)
            .count();
    assertTrue(refused >= 10 && refused <= 20, "refused: " + refused);
    assertEquals(new AppendResult.Conflict(0), Asked.answer(appending("run_none", 0, events)));
  }

  @Test
  void whatWaitsIsWrittenBeforeTheStoreIsClosed() {
    SampleRun run = Asked.created(store, "a", 1);
    List<CompletableFuture<AppendResult>> results = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      long before = run.sequence();
      results.add(appending("run_a", before, run.next(1, 10)));
    }
    store.close();
    for (CompletableFuture<AppendResult> result : results) {
      assertEquals(new AppendResult.Appended(), Asked.answer(result));
    }
    store = SqliteOpened.in(directory, clock);
    assertEquals(501, store.jobs().run("run_a").orElseThrow().sequence());
    assertEquals(501, store.journal().read("run_a", 0, 1_000, 1 << 20).size());
  }

  @Test
  void aClosedStoreSaysSo() {
    store.close();
    assertEquals(
        new AppendResult.Unavailable("the store is closed"),
        Asked.answer(appending("run_a", 1, next())));
    ConvergeException e = assertThrows(ConvergeException.class, () -> store.jobs().run("run_a"));
    assertEquals(ErrorCode.UNAVAILABLE, e.code());
    assertFalse(store.jobs().writable());
    store.close();
  }

  @Test
  void keysThatAreNotKeptAnyLongerAreDeleted() {
    for (int i = 0; i < 3; i++) {
      JobStore.IdempotencyKey key = new JobStore.IdempotencyKey("submit", "k" + i, "p");
      Asked.create(store, SampleRun.job("j" + i), key);
    }
    assertEquals(3, count("idempotency_key"));
    clock.move(JobStore.KEY_RETENTION.plus(Duration.ofMillis(1)));
    // The writer looks after the keys when it has told the first.
    Asked.created(store, "x", 1);
    Asked.created(store, "y", 1);
    assertEquals(0, count("idempotency_key"));
    assertEquals(5, count("job"));
  }

  @Test
  void theWriterForgetsRunsThatWereNotUsedForLongest() {
    RunCache cache = new RunCache(2);
    RunRows.Place place = new RunRows.Place(1, new StoredSums.Payer(1, ""), 1, Status.RUNNING, 0L);
    cache.put("a", place);
    cache.put("b", place);
    assertEquals(place, cache.get("a"));
    cache.put("c", place);
    assertEquals(2, cache.size());
    assertEquals(null, cache.get("b"));
    cache.put("a", new RunRows.Place(1, new StoredSums.Payer(1, ""), 2, Status.CONVERGED, null));
    assertEquals(1, cache.size());
  }
}
