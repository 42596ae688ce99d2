package dev.converge.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.converge.core.event.Sealed;
import dev.converge.core.status.Status;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.JobStore.CreateResult;
import dev.converge.engine.store.JobStore.IdempotencyKey;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Journal.AppendResult;
import dev.converge.engine.store.UsageStore;
import dev.converge.engine.store.UsageStore.Used;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every store of what was used does; a subclass opens one.
public abstract class UsageStoreContract extends StoreContract {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
  private static final IdempotencyKey KEY = new IdempotencyKey("submit", "k-1", "print-1");

  private UsageStore usage;
  private int made;

  /// For subclasses.
  @SuppressWarnings("NullAway.Init") // set before each test
  protected UsageStoreContract() {}

  /// What was used, of a store that is open.
  protected abstract UsageStore usage(OpenStore opened);

  @BeforeEach
  final void openUsage() {
    usage = usage(store);
  }

  private void add(String tenant, String key, LocalDate day, long jobs, long cost) {
    Used change = new Used(tenant, key, day, jobs, 10 * cost, cost);
    JobStore.Job job = SampleRun.job(tenant, "n" + made, "t", null, SampleRun.NOON);
    made++;
    CompletableFuture<CreateResult> result = new CompletableFuture<>();
    Journal.RunHead head = SampleRun.head(Status.RUNNING).using(List.of(change));
    List<Sealed> events = new SampleRun(job.runId()).next(1, 10);
    store.jobs().create(job, events, head, null, result::complete);
    assertInstanceOf(CreateResult.Created.class, Asked.answer(result));
  }

  @Test
  final void nothingWasUsedAtFirst() {
    assertEquals(List.of(), usage.since(DAY));
  }

  @Test
  final void changesOfOneKeyAndDayAreSummed() {
    add("acme", "ann", DAY, 1, 500);
    add("acme", "ann", DAY, 2, 700);
    add("acme", "ann", DAY, -1, -300);
    assertEquals(List.of(new Used("acme", "ann", DAY, 2, 9_000, 900)), usage.since(DAY));
  }

  @Test
  final void tenantsKeysAndDaysAreKeptApart() {
    LocalDate next = DAY.plusDays(1);
    add("globex", "ann", DAY, 1, 1);
    add("acme", "bob", DAY, 2, 2);
    add("acme", "", DAY, 3, 3);
    add("acme", "bob", next, 4, 4);
    assertEquals(
        List.of(
            new Used("acme", "", DAY, 3, 30, 3),
            new Used("acme", "bob", DAY, 2, 20, 2),
            new Used("acme", "bob", next, 4, 40, 4),
            new Used("globex", "ann", DAY, 1, 10, 1)),
        usage.since(DAY));
    assertEquals(List.of(new Used("acme", "bob", next, 4, 40, 4)), usage.since(next));
  }

  private static Used of(JobStore.Job job, long tokens) {
    return new Used(job.tenant(), "ann", DAY, tokens > 0 ? 1 : 0, tokens, 0);
  }

  private CreateResult created(JobStore.Job job, SampleRun run, long tokens) {
    CompletableFuture<CreateResult> result = new CompletableFuture<>();
    Journal.RunHead head = SampleRun.head(Status.RUNNING).using(List.of(of(job, tokens)));
    store.jobs().create(job, run.next(1, 10), head, KEY, result::complete);
    return Asked.answer(result);
  }

  private AppendResult ended(SampleRun run, long expected, Used... changes) {
    CompletableFuture<AppendResult> result = new CompletableFuture<>();
    Journal.RunHead head = SampleRun.head(Status.CONVERGED).using(List.of(changes));
    store.journal().append(run.runId(), expected, run.next(1, 10), head, result::complete);
    return Asked.answer(result);
  }

  @Test
  final void changesThatComeWithEventsAreStoredWithThemOrNotAtAll() {
    JobStore.Job job = SampleRun.job("a");
    SampleRun run = new SampleRun(job.runId());
    assertInstanceOf(CreateResult.Created.class, created(job, run, 900));
    JobStore.Job again = SampleRun.job("b");
    assertInstanceOf(CreateResult.SameKey.class, created(again, new SampleRun(again.runId()), 900));
    assertEquals(List.of(of(job, 900)), usage.since(DAY));
    LocalDate next = DAY.plusDays(1);
    Used later = new Used(job.tenant(), "ann", next, 0, -30, 0);
    assertInstanceOf(
        AppendResult.Appended.class,
        ended(run, 1, of(job, -100), later, of(job, -200), later.negated(), later));
    assertEquals(List.of(of(job, 600), later), usage.since(DAY));
    assertInstanceOf(AppendResult.Conflict.class, ended(new SampleRun(job.runId()), 0, later));
    assertEquals(List.of(of(job, 600), later), usage.since(DAY));
    assertEquals(List.of(), store.jobs().run(job.runId()).orElseThrow().head().used());
  }
}
