package dev.converge.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Chain;
import dev.converge.core.event.Sealed;
import dev.converge.core.json.Json;
import dev.converge.core.status.Status;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.Erasure;
import dev.converge.engine.store.ErasureStore;
import dev.converge.engine.store.ErasureStore.EraseResult;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.JobStore.Job;
import dev.converge.engine.store.Journal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// What every store does that erases; a subclass opens one.
public abstract class ErasureContract extends StoreContract {
  private static final int RACES = 1_000;
  private static final Erasure LATER =
      new Erasure(SampleRun.NOON.plus(Duration.ofDays(3)), "by request of ann");

  /// For subclasses.
  protected ErasureContract() {}

  private ErasureStore erasures() {
    return assertInstanceOf(ErasureStore.class, store.jobs());
  }

  private EraseResult erase(String jobId, Erasure erasure) {
    CompletableFuture<EraseResult> result = new CompletableFuture<>();
    erasures().erase(jobId, erasure, result::complete);
    return Asked.answer(result);
  }

  private SampleRun finished(String name) {
    SampleRun run = Asked.created(store, name, 5);
    Asked.append(store, run.runId(), 5, run.next(4, 200), Status.CONVERGED);
    return run;
  }

  @Test
  final void anErasedRunKeepsItsHeadersAndItsChainAndNothingElse() {
    SampleRun run = finished("a");
    assertEquals(new EraseResult.Erased(LATER), erase("job_a", LATER));
    List<Sealed> left = store.journal().read("run_a", 0, 100, 1_000_000);
    assertEquals(run.sequence(), left.size());
    Chain chain = new Chain("run_a", Chain.START);
    for (int i = 0; i < left.size(); i++) {
      Sealed before = run.all().get(i);
      Sealed now = left.get(i);
      assertEquals(before.sequence(), now.sequence());
      assertEquals(before.hash(), now.hash());
      assertEquals(before.type(), now.type());
      String line = new String(now.json(), StandardCharsets.UTF_8);
      Json.Obj json = (Json.Obj) Json.parse(line);
      assertEquals(Json.of(true), json.get("erased").orElseThrow());
      assertNull(chain.verify(json), line);
      assertFalse(line.contains("é"), line);
      assertTrue(json.get("salt").isEmpty(), line);
    }
  }

  @Test
  final void anErasedJobSaysWhenAndWhyInThePlaceOfWhatWasSubmitted() {
    finished("a");
    assertEquals(Optional.empty(), job().erasure());
    erase("job_a", LATER);
    assertEquals(Optional.of(LATER), job().erasure());
    assertEquals(
        "{\"erased_at\":\"2026-01-04T12:00:00.000Z\",\"erased_because\":\"by request of ann\"}",
        job().submission());
    assertEquals(job(), store.jobs().jobOfRun("run_a").orElseThrow());
    Journal.RunHead head = store.jobs().run("run_a").orElseThrow().head();
    assertEquals(SampleRun.head(Status.CONVERGED), head);
  }

  @Test
  final void nothingOfTheClientIsLeftInListsAndKeys() {
    JobStore.IdempotencyKey key = new JobStore.IdempotencyKey("submit", "ann", "print");
    Job sent = SampleRun.job("a");
    Job job =
        new Job(
            sent.tenant(),
            sent.jobId(),
            sent.runId(),
            sent.submission(),
            sent.template(),
            sent.version(),
            sent.templateHash(),
            "ann@example.org",
            sent.createdAt());
    SampleRun run = new SampleRun("run_a");
    Asked.answer(Asked.creating(store, job, run.next(1, 10), key));
    Asked.append(store, "run_a", 1, run.next(1, 10), Status.CONVERGED);
    erase("job_a", LATER);
    assertNull(job().correlationId());
    JobStore.Query byCorrelation =
        new JobStore.Query("default", null, null, null, null, "ann@example.org", null, 10);
    assertEquals(List.of(), store.jobs().list(byCorrelation));
    assertEquals(new JobStore.CreateResult.Created(), Asked.create(store, SampleRun.job("b"), key));
  }

  private Job job() {
    return store.jobs().job("default", "job_a").orElseThrow();
  }

  @Test
  final void furtherRunsAreErasedWithTheFirst() {
    finished("a");
    SampleRun replay = new SampleRun("run_b");
    assertEquals(new JobStore.CreateResult.Created(), Asked.answer(further("a", replay)));
    erase("job_a", LATER);
    for (Sealed event : store.journal().read("run_b", 0, 100, 1_000_000)) {
      String line = new String(event.json(), StandardCharsets.UTF_8);
      assertTrue(line.contains("\"erased\":true"), line);
    }
  }

  private CompletableFuture<JobStore.CreateResult> further(String name, SampleRun run) {
    CompletableFuture<JobStore.CreateResult> created = new CompletableFuture<>();
    store
        .jobs()
        .createRun(
            "job_" + name,
            run.runId(),
            "run_" + name,
            SampleRun.NOON,
            run.next(3, 50),
            SampleRun.head(Status.CONVERGED),
            created::complete);
    return created;
  }

  @Test
  final void noFurtherRunOfAnErasedJobIsStored() {
    finished("a");
    erase("job_a", LATER);
    assertEquals(
        new JobStore.CreateResult.Gone(LATER), Asked.answer(further("a", new SampleRun("run_b"))));
    assertEquals(Optional.empty(), store.jobs().run("run_b"));
    assertEquals(1, store.jobs().runs("job_a").size());
    assertEquals(List.of(), erasures().erasable(LATER.at(), 10));
  }

  @Test
  final void nothingIsAppendedToARunThatWasErased() {
    SampleRun run = finished("a");
    erase("job_a", LATER);
    assertEquals(
        new Journal.AppendResult.Conflict(9), Asked.append(store, "run_a", 9, run.next(2, 50)));
    assertEquals(9, store.journal().read("run_a", 0, 100, 1_000_000).size());
    assertEquals(Status.CONVERGED, store.jobs().run("run_a").orElseThrow().head().status());
  }

  @Test
  final void aRunThatHasEndedAndWasNotErasedCanContinue() {
    SampleRun run = finished("a");
    assertEquals(
        new Journal.AppendResult.Appended(),
        Asked.append(store, "run_a", 9, run.next(2, 50), Status.RUNNING));
    assertEquals(1, store.jobs().unfinished("", 10).size());
    assertEquals(new EraseResult.Unfinished("run_a"), erase("job_a", LATER));
    assertEquals(List.of(), erasures().erasable(LATER.at(), 10));
  }

  @Test
  final void aReplayAndAnErasureAtTheSameTimeLeaveNoContent() {
    for (int i = 0; i < RACES; i++) {
      Asked.creating(store, SampleRun.job("" + i), new SampleRun("run_" + i).next(1, 50), null);
    }
    List<CompletableFuture<Journal.AppendResult>> ended = new ArrayList<>();
    for (int i = 0; i < RACES; i++) {
      SampleRun run = new SampleRun("run_" + i);
      run.next(1, 50);
      CompletableFuture<Journal.AppendResult> result = new CompletableFuture<>();
      ended.add(result);
      store
          .journal()
          .append(
              run.runId(), 1, run.next(1, 50), SampleRun.head(Status.CONVERGED), result::complete);
    }
    ended.forEach(
        result -> assertEquals(new Journal.AppendResult.Appended(), Asked.answer(result)));
    race();
    for (int i = 0; i < RACES; i++) {
      for (JobStore.Run run : store.jobs().runs("job_" + i)) {
        for (Sealed event : store.journal().read(run.runId(), 0, 10, 100_000)) {
          String line = new String(event.json(), StandardCharsets.UTF_8);
          assertTrue(line.contains("\"erased\":true"), run.runId() + ": " + line);
        }
      }
    }
  }

  /// Replays and erases every job, from two threads at once.
  private void race() {
    List<CompletableFuture<EraseResult>> erased = new ArrayList<>();
    List<CompletableFuture<JobStore.CreateResult>> replayed = new ArrayList<>();
    Thread replays =
        Thread.ofVirtual()
            .start(() -> {
              for (int i = 0; i < RACES; i++) {
                replayed.add(further("" + i, new SampleRun("replay_" + i)));
              }
            });
    for (int i = 0; i < RACES; i++) {
      CompletableFuture<EraseResult> result = new CompletableFuture<>();
      erased.add(result);
      erasures().erase("job_" + i, LATER, result::complete);
    }
    erased.forEach(result -> assertEquals(new EraseResult.Erased(LATER), Asked.answer(result)));
    try {
      replays.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    for (CompletableFuture<JobStore.CreateResult> result : replayed) {
      JobStore.CreateResult became = Asked.answer(result);
      assertTrue(
          became.equals(new JobStore.CreateResult.Created())
              || became.equals(new JobStore.CreateResult.Gone(LATER)),
          became.toString());
    }
  }

  @Test
  final void erasingTwiceKeepsTheFirst() {
    finished("a");
    erase("job_a", LATER);
    Erasure again = new Erasure(LATER.at().plusSeconds(9), "kept for P1D");
    assertEquals(new EraseResult.Erased(LATER), erase("job_a", again));
    assertEquals(Optional.of(LATER), job().erasure());
  }

  @Test
  final void aJobThatHasNotEndedIsNotErased() {
    SampleRun run = Asked.created(store, "a", 5);
    assertEquals(new EraseResult.Unfinished("run_a"), erase("job_a", LATER));
    assertEquals(5, store.journal().read("run_a", 0, 100, 1_000_000).size());
    assertEquals(
        run.all().getFirst().hash(),
        store.journal().read("run_a", 0, 1, 1_000_000).getFirst().hash());
    assertEquals(Optional.empty(), job().erasure());
    assertEquals(new EraseResult.NoSuchJob(), erase("job_none", LATER));
  }

  @Test
  final void whatCouldBeErasedIsFinalOldAndNotErased() {
    finished("a");
    Asked.created(store, "b", 1);
    finished("c");
    finished("d");
    erase("job_c", LATER);
    Instant after = SampleRun.NOON.plusMillis(1);
    assertEquals(List.of("job_a", "job_d"), erasures().erasable(after, 10));
    assertEquals(List.of("job_a"), erasures().erasable(after, 1));
    assertEquals(List.of(), erasures().erasable(SampleRun.NOON, 10));
  }

  @Test
  final void whatIsErasedIsReadInPagesAsBefore() {
    finished("a");
    erase("job_a", LATER);
    long position = 0;
    int pages = 0;
    while (position < 9) {
      List<Sealed> page = store.journal().read("run_a", position, 2, 1_000_000);
      assertEquals(position + 1, page.getFirst().sequence());
      position = page.getLast().sequence();
      pages++;
    }
    assertEquals(5, pages);
  }

  private List<String> remove(Instant endedBefore, int limit) {
    CompletableFuture<ErasureStore.RemoveResult> result = new CompletableFuture<>();
    erasures().remove(endedBefore, limit, result::complete);
    return assertInstanceOf(ErasureStore.RemoveResult.Removed.class, Asked.answer(result)).jobIds();
  }

  @Test
  final void aRemovedJobIsAsIfItHadNeverBeen() {
    JobStore.IdempotencyKey key = new JobStore.IdempotencyKey("submit", "ann", "print");
    SampleRun run = new SampleRun("run_a");
    Asked.answer(Asked.creating(store, SampleRun.job("a"), run.next(2, 50), key));
    Asked.append(store, "run_a", 2, run.next(2, 50), Status.CONVERGED);
    finished("b");
    erase("job_b", LATER);
    assertEquals(List.of("job_a", "job_b"), remove(LATER.at(), 10));
    assertEquals(Optional.empty(), store.jobs().job("default", "job_a"));
    assertEquals(Optional.empty(), store.jobs().run("run_a"));
    assertEquals(Optional.empty(), store.jobs().jobOfRun("run_b"));
    assertEquals(List.of(), store.jobs().runs("job_a"));
    JobStore.Query all = new JobStore.Query("default", null, null, null, null, null, null, 10);
    assertEquals(List.of(), store.jobs().list(all));
    ConvergeException unknown =
        assertThrows(ConvergeException.class, () -> store.journal().read("run_a", 0, 10, 1_000));
    assertEquals(ErrorCode.RUN_NOT_FOUND, unknown.code());
    assertEquals(new EraseResult.NoSuchJob(), erase("job_a", LATER));
    // The key is free again, and so are the ids.
    assertEquals(new JobStore.CreateResult.Created(), Asked.create(store, SampleRun.job("a"), key));
    finished("b");
    assertEquals(9, store.journal().read("run_b", 0, 100, 1_000_000).size());
  }

  @Test
  final void onlyJobsThatEndedBeforeTheTimeAreRemovedAndAtMostAsManyAsAsked() {
    finished("a");
    Asked.created(store, "b", 1);
    finished("c");
    finished("d");
    // Every sample ended 4 ms after noon.
    assertEquals(List.of(), remove(SampleRun.NOON.plusMillis(4), 10));
    assertEquals(2, remove(SampleRun.NOON.plusMillis(5), 2).size());
    assertEquals(1, remove(SampleRun.NOON.plusMillis(5), 2).size());
    assertEquals(List.of(), remove(SampleRun.NOON.plusMillis(5), 2));
    assertTrue(store.jobs().job("default", "job_b").isPresent());
    assertEquals(1, store.jobs().unfinished("", 10).size());
  }

  @Test
  final void jobsOfEveryTenantAreRemoved() {
    for (String tenant : List.of("default", "acme", "zeta")) {
      Job job = SampleRun.job(tenant, tenant, "t", null, SampleRun.NOON);
      SampleRun run = new SampleRun("run_" + tenant);
      Asked.answer(Asked.creating(store, job, run.next(1, 10), null));
      Asked.append(store, run.runId(), 1, run.next(1, 10), Status.CANCELLED);
    }
    assertEquals(3, remove(LATER.at(), 10).size());
  }
}
