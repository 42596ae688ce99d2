package dev.converge.runtime.changes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.status.Status;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Watches;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a reader of changes gets, and when.
final class ChangeLogTest {
  private final AtomicLong now = new AtomicLong();
  private final ChangeLog log = new ChangeLog(now::get);

  private void change(String run, Status status, long sequence) {
    log.add(new JobChange("job of " + run, run, status, sequence, 0, Instant.EPOCH));
  }

  private List<Long> sequences(long after) throws InterruptedException {
    return log.after(after, ChangeLog.MOST_KEPT, 0).changes().stream()
        .map(JobChange::sequence)
        .toList();
  }

  private void pass() {
    now.addAndGet(ChangeLog.PROGRESS_NANOS);
    log.tellHeld();
  }

  @Test
  void progressIsReportedOnceASecondAndAStatusAtOnce() throws InterruptedException {
    change("a", Status.RUNNING, 1);
    change("a", Status.RUNNING, 2);
    change("b", Status.RUNNING, 10);
    assertEquals(List.of(1L, 10L), sequences(0));
    change("a", Status.RUNNING, 3);
    log.tellHeld();
    assertEquals(List.of(1L, 10L), sequences(0));
    pass();
    assertEquals(List.of(10L, 3L), sequences(0));
    change("a", Status.RUNNING, 4);
    change("a", Status.CONVERGED, 5);
    assertEquals(List.of(10L, 5L), sequences(0));
    pass();
    assertEquals(List.of(10L, 5L), sequences(0), "nothing is told after what it comes before");
  }

  @Test
  void aReaderContinuesWhereItWasUnlessTooMuchCameInBetween() throws InterruptedException {
    change("first", Status.RUNNING, 1);
    String mark = log.mark(log.last());
    for (int i = 0; i < ChangeLog.MOST_KEPT; i++) {
      change("run " + i, Status.RUNNING, 100 + i);
    }
    assertEquals(ChangeLog.MOST_KEPT, sequences(log.position(mark)).size());
    change("one more", Status.RUNNING, 7);
    assertEquals(-1, log.position(mark));
    assertEquals(-1, new ChangeLog(now::get).position(mark), "a mark of another log");
    assertEquals(-1, log.position(log.mark(log.last() + 1)));
  }

  @Test
  void whatIsOlderThanWhatIsKnownIsNotTold() throws InterruptedException {
    change("a", Status.WAITING, 5);
    change("a", Status.RUNNING, 4);
    assertEquals(List.of(5L), sequences(0));
    change("a", Status.WAITING, 7);
    change("a", Status.WAITING, 6);
    pass();
    assertEquals(List.of(7L), sequences(0));
  }

  @Test
  void whoeverWasThereWhenSomethingWasMissedListsAgainAndNobodyElse() throws InterruptedException {
    change("a", Status.RUNNING, 1);
    String before = log.mark(log.last());
    log.missed();
    change("b", Status.RUNNING, 2);
    ChangeLog.Page page = log.after(0, ChangeLog.MOST_KEPT, 0);
    assertTrue(page.missed());
    assertEquals(List.of("b"), page.changes().stream().map(JobChange::runId).toList());
    assertEquals(-1, log.position(before));
    change("c", Status.RUNNING, 3);
    assertFalse(log.after(page.last(), ChangeLog.MOST_KEPT, 0).missed());
    for (int i = 0; i < ChangeLog.MOST_KEPT; i++) {
      change("run " + i, Status.RUNNING, i);
    }
    assertTrue(log.after(page.last(), 1, 0).missed(), "a reader that is too slow");
  }

  /// A store that others work on too.
  private static final class Others implements Watches {
    private @Nullable Everything told;

    @Override
    public void watch(String runId, LongConsumer more) {
      throw new AssertionError(runId);
    }

    @Override
    public void unwatch(String runId) {
      throw new AssertionError(runId);
    }

    @Override
    public void watchAll(Everything everything) {
      told = everything;
    }

    @Override
    public void unwatchAll() {
      told = null;
    }

    void store(String tenant, String run, Status status, long sequence) {
      Journal.RunHead head = new Journal.RunHead(status, null, 1, 1, Instant.EPOCH);
      JobStore.Run stored =
          new JobStore.Run(run, "job of " + run, null, sequence, head, Instant.EPOCH);
      Objects.requireNonNull(told).moved(List.of(new Moved(tenant, stored)));
    }
  }

  @Test
  void whatOthersStoreIsToldToTheirTenantWhileAnybodyReads() throws InterruptedException {
    Others others = new Others();
    JobChanges changes = new JobChanges(now::get);
    changes.watch(others);
    assertNull(others.told);
    ChangeLog acme = changes.read("acme");
    ChangeLog other = changes.read("other");
    others.store("acme", "a", Status.CONVERGED, 9);
    others.store("nobody", "b", Status.RUNNING, 1);
    JobChange change = new JobChange("job of a", "a", Status.CONVERGED, 9, 0, Instant.EPOCH);
    assertEquals(List.of(change), acme.after(0, 10, 0).changes());
    assertEquals(List.of(), other.after(0, 10, 0).changes());
    Objects.requireNonNull(others.told).missed();
    assertTrue(acme.after(1, 10, 0).missed() && other.after(0, 10, 0).missed());
    acme.end();
    other.end();
    now.addAndGet(JobChanges.KEPT_UNREAD.toNanos());
    changes.tick();
    assertNull(others.told, "nobody reads");
  }

  @Test
  void itIsKeptForAMinuteAfterItsLastReader() {
    JobChanges changes = new JobChanges(now::get);
    ChangeLog read = changes.read("acme");
    now.addAndGet(JobChanges.KEPT_UNREAD.toNanos());
    assertFalse(read.unread(JobChanges.KEPT_UNREAD.toNanos()));
    read.end();
    changes.tick();
    assertTrue(read == changes.read("acme"), "it is still there");
    read.end();
    now.addAndGet(JobChanges.KEPT_UNREAD.toNanos());
    changes.tick();
    assertFalse(read == changes.read("acme"), "it was forgotten");
  }
}
