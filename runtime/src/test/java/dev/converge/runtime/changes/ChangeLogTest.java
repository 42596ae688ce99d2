package dev.converge.runtime.changes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.status.Status;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
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
  void progressIsToldOnceASecondAndAStatusAtOnce() throws InterruptedException {
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
  void aReaderGoesOnWhereItWasUnlessTooMuchCameInBetween() throws InterruptedException {
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
