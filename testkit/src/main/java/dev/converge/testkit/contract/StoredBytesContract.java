package dev.converge.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.status.Status;
import dev.converge.engine.store.Erasure;
import dev.converge.engine.store.ErasureStore;
import dev.converge.engine.store.JobStore.CreateResult;
import dev.converge.engine.store.JobStore.Job;
import dev.converge.engine.store.StoredBytes.Stored;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// How every store counts what its jobs take; a subclass opens one.
public abstract class StoredBytesContract extends StoreContract {
  private static final String SUBMISSION = "{\"seeds\":\"" + "é".repeat(1_000) + "\"}";

  /// What a store adds to an event at most, such as its hash.
  private static final int OVERHEAD = 200;

  /// What an event takes at least, however well a store compresses it: its hash and its salt.
  private static final int LEAST = 32;

  /// For subclasses.
  protected StoredBytesContract() {}

  private SampleRun created(String tenant, String name, String key) {
    Job job =
        new Job(
            tenant,
            "job_" + name,
            "run_" + name,
            SUBMISSION,
            "growth-strategy",
            "1.0.0",
            "c0ffee",
            null,
            SampleRun.NOON,
            key);
    SampleRun run = new SampleRun(job.runId());
    assertEquals(
        new CreateResult.Created(),
        Asked.answer(Asked.creating(store, job, run.next(2, 100), null)));
    assertEquals(job, store.jobs().job(tenant, job.jobId()).orElseThrow());
    return run;
  }

  private long bytes(String tenant, String key) {
    return store.jobs().stored(tenant).stream()
        .filter(one -> one.key().equals(key))
        .mapToLong(Stored::bytes)
        .sum();
  }

  private static long bytes(SampleRun run) {
    return run.all().stream().mapToLong(event -> event.json().length).sum();
  }

  private static long submitted() {
    return SUBMISSION.getBytes(StandardCharsets.UTF_8).length;
  }

  @Test
  final void anEmptyStoreStoresNothing() {
    assertEquals(List.of(), store.jobs().stored(null));
  }

  @Test
  final void aJobTakesWhatWasSubmittedAndItsEvents() {
    SampleRun run = created("acme", "a", "ann");
    long first = bytes("acme", "ann");
    assertTrue(first >= submitted() + 2 * LEAST, first + " bytes");
    assertTrue(first <= submitted() + bytes(run) + 2 * OVERHEAD, first + " bytes");
    Asked.append(store, run.runId(), 2, run.next(5, 10_000));
    long second = bytes("acme", "ann");
    assertTrue(second >= first + 5 * LEAST, second + " bytes");
    assertTrue(second <= submitted() + bytes(run) + 7 * OVERHEAD, second + " bytes");
  }

  @Test
  final void anAppendThatIsRefusedTakesNothing() {
    SampleRun run = created("acme", "a", "ann");
    long before = bytes("acme", "ann");
    SampleRun other = new SampleRun(run.runId());
    other.next(9, 100);
    Asked.append(store, run.runId(), 9, other.next(1, 10_000));
    assertEquals(before, bytes("acme", "ann"));
  }

  @Test
  final void tenantsAndKeysAreCountedApart() {
    created("globex", "a", "ann");
    long ann = bytes("globex", "ann");
    created("acme", "b", "bob");
    long bob = bytes("acme", "bob");
    created("acme", "c", "");
    long nobody = bytes("acme", "");
    assertTrue(ann > submitted() && bob > submitted() && nobody > submitted());
    assertEquals(
        List.of(
            new Stored("acme", "", nobody),
            new Stored("acme", "bob", bob),
            new Stored("globex", "ann", ann)),
        store.jobs().stored(null));
    assertEquals(2, store.jobs().stored("acme").size());
    assertEquals(List.of(), store.jobs().stored("initech"));
  }

  @Test
  final void aReplayCountsForTheKeyOfItsJob() {
    created("acme", "a", "ann");
    long before = bytes("acme", "ann");
    SampleRun replay = new SampleRun("run_r");
    CompletableFuture<CreateResult> result = new CompletableFuture<>();
    store
        .jobs()
        .createRun(
            "job_a",
            "run_r",
            "run_a",
            SampleRun.NOON,
            replay.next(3, 500),
            SampleRun.head(Status.CONVERGED),
            result::complete);
    assertEquals(new CreateResult.Created(), Asked.answer(result));
    assertTrue(bytes("acme", "ann") >= before + 3 * LEAST);
    assertTrue(bytes("acme", "ann") < before + bytes(replay) + 3 * OVERHEAD);
  }

  @Test
  final void anErasureFreesTheContentAndARemovalTheRest() {
    SampleRun run = created("acme", "a", "ann");
    long before = bytes("acme", "ann");
    created("acme", "b", "ann");
    long other = bytes("acme", "ann") - before;
    Asked.append(store, run.runId(), 2, run.next(5, 10_000), Status.CONVERGED);
    ErasureStore erasures = assertInstanceOf(ErasureStore.class, store.jobs());
    CompletableFuture<ErasureStore.EraseResult> erased = new CompletableFuture<>();
    Erasure erasure = new Erasure(SampleRun.NOON.plus(Duration.ofDays(3)), "by request of ann");
    erasures.erase("job_a", erasure, erased::complete);
    assertEquals(new ErasureStore.EraseResult.Erased(erasure), Asked.answer(erased));
    long left = bytes("acme", "ann") - other;
    assertTrue(left > 0 && left < 7 * 500, left + " bytes");
    CompletableFuture<ErasureStore.RemoveResult> removed = new CompletableFuture<>();
    erasures.remove(SampleRun.NOON.plus(Duration.ofDays(9)), 10, removed::complete);
    assertEquals(new ErasureStore.RemoveResult.Removed(List.of("job_a")), Asked.answer(removed));
    assertEquals(other, bytes("acme", "ann"));
  }
}
