package dev.converge.testkit.contract;

import static dev.converge.testkit.contract.SampleRun.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.status.Status;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.listing.HeldProposals;
import dev.converge.engine.listing.RunProgress;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.JobStore.CreateResult;
import dev.converge.engine.store.JobStore.Due;
import dev.converge.engine.store.JobStore.IdempotencyKey;
import dev.converge.engine.store.JobStore.Job;
import dev.converge.engine.store.JobStore.Pinned;
import dev.converge.engine.store.JobStore.Run;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Journal.AppendResult;
import dev.converge.engine.store.Rest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// What every store of jobs does but for lists; a subclass opens one.
public abstract class JobStoreContract extends StoreContract {
  private static final IdempotencyKey KEY = new IdempotencyKey("submit", "k-1", "print-1");

  /// For subclasses.
  protected JobStoreContract() {}

  @Test
  final void aJobIsFoundByItsIdAndByItsRun() {
    Job job = SampleRun.job("default", "a", "patent-research", "order-7", SampleRun.NOON);
    assertEquals(new CreateResult.Created(), Asked.create(store, job, null));
    assertEquals(Optional.of(job), store.jobs().job("default", "job_a"));
    assertEquals(Optional.of(job), store.jobs().jobOfRun("run_a"));
    Run run = new Run("run_a", "job_a", null, 1, SampleRun.head(Status.RUNNING), SampleRun.NOON);
    assertEquals(Optional.of(run), store.jobs().run("run_a"));
    assertEquals(List.of(run), store.jobs().runs("job_a"));
  }

  @Test
  final void whatIsNotThereIsNotFound() {
    assertEquals(Optional.empty(), store.jobs().job("default", "job_none"));
    assertEquals(Optional.empty(), store.jobs().jobOfRun("run_none"));
    assertEquals(Optional.empty(), store.jobs().run("run_none"));
    assertEquals(List.of(), store.jobs().runs("job_none"));
  }

  @Test
  final void aJobOfAnotherTenantIsNotThere() {
    Asked.create(store, SampleRun.job("acme", "a", "t", null, SampleRun.NOON), null);
    assertEquals(Optional.empty(), store.jobs().job("default", "job_a"));
    assertTrue(store.jobs().job("acme", "job_a").isPresent());
  }

  @Test
  final void timesAreKeptInMilliseconds() {
    Job job = SampleRun.job("default", "a", "t", null, SampleRun.NOON.plusNanos(1_999_999));
    Asked.create(store, job, null);
    assertEquals(
        SampleRun.NOON.plusMillis(1),
        store.jobs().job("default", "job_a").orElseThrow().createdAt());
  }

  @Test
  final void aReplayIsAFurtherRunOfItsJob() {
    Asked.create(store, SampleRun.job("a"), null);
    CompletableFuture<CreateResult> result = new CompletableFuture<>();
    SampleRun replay = new SampleRun("run_b");
    store
        .jobs()
        .createRun(
            "job_a",
            "run_b",
            "run_a",
            SampleRun.NOON.plusSeconds(9),
            replay.next(2, 10),
            SampleRun.head(Status.CONVERGED),
            result::complete);
    assertEquals(new CreateResult.Created(), Asked.answer(result));
    assertEquals(
        List.of("run_a", "run_b"), store.jobs().runs("job_a").stream().map(Run::runId).toList());
    assertEquals(
        new Run(
            "run_b",
            "job_a",
            "run_a",
            2,
            SampleRun.head(Status.CONVERGED),
            SampleRun.NOON.plusSeconds(9)),
        store.jobs().run("run_b").orElseThrow());
    assertEquals("job_a", store.jobs().jobOfRun("run_b").orElseThrow().jobId());
    JournalContract.assertSame(replay.all(), store.journal().read("run_b", 0, 10, 10_000));
  }

  @Test
  final void aRunOfAJobThatIsNotThereIsNotStored() {
    CompletableFuture<CreateResult> result = new CompletableFuture<>();
    store
        .jobs()
        .createRun(
            "job_none",
            "run_b",
            "run_a",
            SampleRun.NOON,
            new SampleRun("run_b").next(1, 10),
            SampleRun.head(Status.RUNNING),
            result::complete);
    CreateResult.Unavailable no =
        assertInstanceOf(CreateResult.Unavailable.class, Asked.answer(result));
    assertTrue(no.message().contains("job_none"), no.message());
    assertEquals(Optional.empty(), store.jobs().run("run_b"));
  }

  @Test
  final void idsThatAreTakenStoreNothing() {
    Asked.create(store, SampleRun.job("a"), null);
    Job sameJob = SampleRun.job("acme", "a", "t", null, SampleRun.NOON);
    assertInstanceOf(CreateResult.Unavailable.class, Asked.create(store, sameJob, KEY));
    Job sameRun = new Job("default", "job_z", "run_a", "{}", "t", "1", "0", null, SampleRun.NOON);
    assertInstanceOf(CreateResult.Unavailable.class, Asked.create(store, sameRun, KEY));
    assertEquals(Optional.empty(), store.jobs().job("default", "job_z"));
    assertEquals(1, store.jobs().run("run_a").orElseThrow().sequence());
    assertEquals(new CreateResult.Created(), Asked.create(store, SampleRun.job("c"), KEY));
  }

  @Test
  final void eventsNotNumberedFromOneAreRefused() {
    SampleRun run = new SampleRun("run_a");
    run.next(1, 10);
    var second = run.next(1, 10);
    assertThrows(
        IllegalArgumentException.class,
        () -> Asked.creating(store, SampleRun.job("a"), second, null));
  }

  /// B01: the same key and the same body mean the same job.
  @Test
  final void theSameKeyWithTheSameBodyIsTheFirstJob() {
    assertEquals(new CreateResult.Created(), Asked.create(store, SampleRun.job("a"), KEY));
    for (String name : List.of("b", "c")) {
      assertEquals(
          new CreateResult.SameKey(SampleRun.job("a")),
          Asked.create(store, SampleRun.job(name), KEY));
      assertEquals(Optional.empty(), store.jobs().job("default", "job_" + name));
    }
  }

  /// B04: the same key with another body names the first job; other scopes are independent.
  @Test
  final void whatAKeyBecameIsFoundWithoutCreatingAnything() {
    assertEquals(Optional.empty(), store.jobs().keyed(SampleRun.job("a").tenant(), KEY));
    Asked.create(store, SampleRun.job("a"), KEY);
    assertEquals(
        Optional.of(new CreateResult.SameKey(SampleRun.job("a"))),
        store.jobs().keyed(SampleRun.job("a").tenant(), KEY));
    IdempotencyKey other = new IdempotencyKey(KEY.operation(), KEY.key(), "another body");
    assertEquals(
        Optional.of(new CreateResult.OtherBody(SampleRun.job("a"))),
        store.jobs().keyed(SampleRun.job("a").tenant(), other));
    assertEquals(Optional.empty(), store.jobs().keyed("another tenant", KEY));
  }

  @Test
  final void theSameKeyWithAnotherBodyIsReportedAndOtherScopesAreFree() {
    Asked.create(store, SampleRun.job("a"), KEY);
    IdempotencyKey otherBody = new IdempotencyKey("submit", "k-1", "print-2");
    assertEquals(
        new CreateResult.OtherBody(SampleRun.job("a")),
        Asked.create(store, SampleRun.job("b"), otherBody));
    assertEquals(Optional.empty(), store.jobs().job("default", "job_b"));
    IdempotencyKey otherOperation = new IdempotencyKey("replay", "k-1", "print-2");
    assertEquals(
        new CreateResult.Created(), Asked.create(store, SampleRun.job("c"), otherOperation));
    Job otherTenant = SampleRun.job("acme", "d", "t", null, SampleRun.NOON);
    assertEquals(new CreateResult.Created(), Asked.create(store, otherTenant, otherBody));
    IdempotencyKey otherKey = new IdempotencyKey("submit", "k-2", "print-1");
    assertEquals(new CreateResult.Created(), Asked.create(store, SampleRun.job("e"), otherKey));
  }

  @Test
  final void aKeyIsKeptForADayAndThenFree() {
    Asked.create(store, SampleRun.job("a"), KEY);
    clock.move(JobStore.KEY_RETENTION.minus(Duration.ofMillis(1)));
    assertEquals(
        new CreateResult.SameKey(SampleRun.job("a")), Asked.create(store, SampleRun.job("b"), KEY));
    clock.move(Duration.ofMillis(1));
    assertEquals(new CreateResult.Created(), Asked.create(store, SampleRun.job("b"), KEY));
    assertEquals(
        new CreateResult.SameKey(SampleRun.job("b")), Asked.create(store, SampleRun.job("c"), KEY));
    assertTrue(store.jobs().job("default", "job_a").isPresent());
  }

  /// B02: 200 at once with one key are one job.
  @Test
  final void twoHundredAtOnceWithOneKeyAreOneJob() {
    List<CompletableFuture<CreateResult>> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        Job job = SampleRun.job("c" + i);
        var events = new SampleRun(job.runId()).next(3, 50);
        CompletableFuture<CreateResult> result = new CompletableFuture<>();
        results.add(result);
        threads.execute(() -> Asked.creating(store, job, events, KEY).thenAccept(result::complete));
      }
    }
    int created = 0;
    List<String> jobs = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      switch (Asked.answer(results.get(i))) {
        case CreateResult.Created() -> {
          created++;
          jobs.add("job_c" + i);
        }
        case CreateResult.SameKey(Job job) -> jobs.add(job.jobId());
        case CreateResult.OtherBody(Job job) -> throw new AssertionError("other body: " + job);
        case CreateResult.Gone(var erasure) -> throw new AssertionError("gone: " + erasure);
        case CreateResult.Unavailable(String why) -> throw new AssertionError(why);
      }
    }
    assertEquals(1, created);
    assertEquals(1, jobs.stream().distinct().count());
    assertEquals(1, store.jobs().unfinished("", 1_000).size());
  }

  @Test
  final void unfinishedRunsComeInPagesOldestFirst() {
    List<Status> over = List.of(Status.CONVERGED, Status.HALTED, Status.CANCELLED, Status.FAILED);
    List<Status> going = List.of(Status.PENDING, Status.WAITING, Status.PAUSED);
    List<String> open = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      SampleRun run = Asked.created(store, "u" + i, 1);
      Status status = (i % 3 == 0 ? over : going).get(i / 3);
      Asked.append(store, run.runId(), 1, run.next(1, 5), status);
      if (!status.isFinal()) {
        open.add(run.runId());
      }
    }
    assertEquals(6, open.size());
    List<String> got = new ArrayList<>();
    for (List<Run> page = store.jobs().unfinished("", 4);
        !page.isEmpty();
        page = store.jobs().unfinished(got.getLast(), 4)) {
      assertTrue(page.size() <= 4, "runs: " + page.size());
      page.forEach(run -> got.add(run.runId()));
      String last = got.getLast();
      SampleRun again = new SampleRun(last);
      again.next(2, 5);
      Asked.append(store, last, 2, again.next(1, 5), Status.CANCELLED);
    }
    assertEquals(open, got);
    ConvergeException e =
        assertThrows(ConvergeException.class, () -> store.jobs().unfinished("run_none", 4));
    assertEquals(ErrorCode.RUN_NOT_FOUND, e.code());
    assertThrows(IllegalArgumentException.class, () -> store.jobs().unfinished("", 0));
  }

  @Test
  final void runsThatMustBeDrivenAreFoundByTheirTimeAndOthersAreNot() {
    List<Instant> rests =
        List.of(
            Rest.FOR_EVER, NOON.plusSeconds(3), Rest.NONE, NOON.plusSeconds(1), Rest.NONE, NOON);
    List<SampleRun> runs = new ArrayList<>();
    for (int i = 0; i < rests.size(); i++) {
      runs.add(Asked.created(store, "due" + i, 1));
      rest(runs.get(i), Status.WAITING, rests.get(i));
    }
    assertEquals(List.of(2, 4, 5, 3, 1), due(runs, Due.START));
    assertEquals(List.of(5, 3, 1), due(runs, Due.RESTING));
    assertEquals(NOON.plusSeconds(1), store.jobs().run("run_due3").orElseThrow().head().wakeAt());
    assertEquals(Rest.FOR_EVER, store.jobs().run("run_due0").orElseThrow().head().wakeAt());
    rest(runs.get(5), Status.WAITING, Rest.FOR_EVER);
    rest(runs.get(0), Status.WAITING, NOON.plusSeconds(2));
    rest(runs.get(4), Status.CONVERGED, Rest.FOR_EVER);
    assertEquals(List.of(2, 3, 0, 1), due(runs, Due.START));
    assertThrows(IllegalArgumentException.class, () -> store.jobs().due(Due.START, 0));
  }

  private void rest(SampleRun run, Status status, Instant until) {
    Journal.RunHead head =
        new Journal.RunHead(
            status, null, 1, 1, NOON, RunProgress.UNKNOWN, until, HeldProposals.NONE, List.of());
    CompletableFuture<AppendResult> result = new CompletableFuture<>();
    long before = run.sequence();
    store.journal().append(run.runId(), before, run.next(1, 5), head, result::complete);
    assertInstanceOf(AppendResult.Appended.class, Asked.answer(result));
  }

  /// Read page by page.
  private List<Integer> due(List<SampleRun> runs, Due after) {
    List<String> ids = runs.stream().map(SampleRun::runId).toList();
    List<Integer> found = new ArrayList<>();
    for (List<Due> page = store.jobs().due(after, 2);
        !page.isEmpty();
        page = store.jobs().due(page.getLast(), 2)) {
      for (Due one : page) {
        assertEquals(NOON, one.lastAt());
        found.add(ids.indexOf(one.runId()));
      }
    }
    return found;
  }

  @Test
  final void theTemplatesOfRunsThatAreNotFinalAreReportedOnce() {
    for (String name : List.of("p1", "p2", "p3")) {
      Asked.created(store, name, 1);
    }
    Job other = SampleRun.job("other", "p4", "gate", null, NOON);
    Asked.create(store, other, null);
    SampleRun over = new SampleRun("run_p4");
    over.next(1, 10);
    Pinned shipped = new Pinned("default", "growth-strategy", "1.0.0", "c0ffee");
    assertEquals(
        Set.of(shipped, new Pinned("other", "gate", "1.0.0", "c0ffee")),
        Set.copyOf(store.jobs().pinned()));
    Asked.append(store, "run_p4", 1, over.next(1, 5), Status.CONVERGED);
    assertEquals(List.of(shipped), store.jobs().pinned());
  }

  @Test
  final void aStoreThatWorksIsWritable() {
    Asked.created(store, "a", 1);
    assertTrue(store.jobs().writable());
  }
}
