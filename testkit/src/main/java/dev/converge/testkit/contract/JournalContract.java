package dev.converge.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.event.Sealed;
import dev.converge.core.status.Status;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Journal.AppendResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What every journal does; a subclass opens one.
public abstract class JournalContract extends StoreContract {
  private static final int ALL = 1_000_000;
  private static final int MANY_BYTES = 1 << 30;
  private static final int MOST_FRAMES = 200;

  /// For subclasses.
  protected JournalContract() {}

  private List<Sealed> read(String runId, long after) {
    return store.journal().read(runId, after, ALL, MANY_BYTES);
  }

  /// Fails unless both are the same events, byte for byte.
  public static void assertSame(List<Sealed> expected, List<Sealed> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).sequence(), actual.get(i).sequence());
      assertEquals(expected.get(i).type(), actual.get(i).type());
      assertEquals(expected.get(i).hash(), actual.get(i).hash());
      assertArrayEquals(expected.get(i).json(), actual.get(i).json());
    }
  }

  @Test
  final void whatWasAppendedIsReadBackByteForByte() {
    SampleRun run = Asked.created(store, "a", 3);
    for (int size : new int[] {0, 1, 700, 5}) {
      long before = run.sequence();
      assertEquals(
          new AppendResult.Appended(), Asked.append(store, "run_a", before, run.next(2, size)));
    }
    assertEquals(11, run.all().size());
    assertSame(run.all(), read("run_a", 0));
    assertSame(run.all().subList(6, 11), read("run_a", 6));
  }

  @Test
  final void whatListsShowOfARunFollowsItsEvents() {
    SampleRun run = Asked.created(store, "a", 3);
    assertEquals(3, store.jobs().run("run_a").orElseThrow().sequence());
    Asked.append(store, "run_a", 3, run.next(2, 10), Status.HALTED);
    assertEquals(5, store.jobs().run("run_a").orElseThrow().sequence());
    assertEquals(SampleRun.head(Status.HALTED), store.jobs().run("run_a").orElseThrow().head());
  }

  @Test
  final void pagesAreCutByCount() {
    SampleRun run = Asked.created(store, "a", 7);
    Asked.append(store, "run_a", 7, run.next(6, 10));
    List<Sealed> got = new ArrayList<>();
    int pages = 0;
    for (List<Sealed> page = page(got, 5, MANY_BYTES);
        !page.isEmpty();
        page = page(got, 5, MANY_BYTES)) {
      assertTrue(page.size() <= 5, "events: " + page.size());
      got.addAll(page);
      pages++;
    }
    assertEquals(3, pages);
    assertSame(run.all(), got);
  }

  private List<Sealed> page(List<Sealed> got, int maxEvents, int maxBytes) {
    return store.journal().read("run_a", got.size(), maxEvents, maxBytes);
  }

  @Test
  final void pagesAreCutByBytesAndHoldOneEventAtLeast() {
    SampleRun run = Asked.created(store, "a", 4);
    int one = run.all().getFirst().json().length;
    assertEquals(2, page(List.of(), ALL, 2 * one).size());
    assertEquals(1, page(List.of(), ALL, 2 * one - 1).size());
    assertEquals(1, page(List.of(), ALL, 1).size());
    assertSame(run.all().subList(3, 4), page(run.all().subList(0, 3), ALL, 1));
  }

  /// D17: a large log comes in pages that are bounded by bytes.
  @Test
  final void anAppendOfManyMegabytesComesBackInPages() {
    SampleRun run = Asked.created(store, "a", 1);
    Asked.append(store, "run_a", 1, run.next(60, 200_000));
    List<Sealed> got = new ArrayList<>();
    for (List<Sealed> page = page(got, ALL, 1_000_000);
        !page.isEmpty();
        page = page(got, ALL, 1_000_000)) {
      int bytes = page.stream().mapToInt(event -> event.json().length).sum();
      assertTrue(bytes <= 1_000_000, "bytes: " + bytes);
      got.addAll(page);
    }
    assertSame(run.all(), got);
  }

  @Test
  final void afterTheLastEventThereIsNothing() {
    Asked.created(store, "a", 2);
    assertEquals(List.of(), read("run_a", 2));
    assertEquals(List.of(), read("run_a", 1_000));
  }

  @Test
  final void aRunThatIsNotThereCannotBeRead() {
    ConvergeException e = assertThrows(ConvergeException.class, () -> read("run_none", 0));
    assertEquals(ErrorCode.RUN_NOT_FOUND, e.code());
    assertTrue(String.valueOf(e.getMessage()).contains("run_none"), e.toString());
  }

  @Test
  final void anAppendElsewhereThanAtTheEndIsAConflictAndStoresNothing() {
    SampleRun run = Asked.created(store, "a", 2);
    SampleRun ahead = new SampleRun("run_a");
    ahead.next(4, 100);
    assertEquals(new AppendResult.Conflict(2), Asked.append(store, "run_a", 4, ahead.next(1, 100)));
    SampleRun behind = new SampleRun("run_a");
    behind.next(1, 100);
    assertEquals(
        new AppendResult.Conflict(2),
        Asked.append(store, "run_a", 1, behind.next(1, 7), Status.CANCELLED));
    assertSame(run.all(), read("run_a", 0));
    assertEquals(Status.RUNNING, store.jobs().run("run_a").orElseThrow().head().status());
    assertEquals(new AppendResult.Appended(), Asked.append(store, "run_a", 2, run.next(1, 7)));
  }

  @Test
  final void anAppendToARunThatIsNotThereIsAConflictAtZero() {
    SampleRun run = new SampleRun("run_none");
    assertEquals(
        new AppendResult.Conflict(0), Asked.append(store, "run_none", 0, run.next(1, 100)));
  }

  @Test
  final void eventsThatDoNotFollowTheExpectedSequenceAreRefused() {
    SampleRun run = Asked.created(store, "a", 2);
    List<Sealed> next = run.next(3, 10);
    Journal.RunHead head = SampleRun.head(Status.RUNNING);
    Journal journal = store.journal();
    for (List<Sealed> wrong :
        List.of(
            List.<Sealed>of(),
            next.subList(1, 3),
            List.of(next.get(0), next.get(2)),
            List.of(next.get(0), next.get(0)))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> journal.append("run_a", 2, wrong, head, _ -> {}),
          "events: " + wrong.size());
    }
    assertEquals(2, read("run_a", 0).size());
  }

  @Test
  final void ofWritersAtOneSequenceOneWins() {
    SampleRun run = Asked.created(store, "a", 1);
    for (int round = 0; round < 25; round++) {
      long expected = run.sequence();
      List<Sealed> next = run.next(1, 50);
      List<CompletableFuture<AppendResult>> results = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 8; i++) {
          CompletableFuture<AppendResult> result = new CompletableFuture<>();
          results.add(result);
          threads.execute(() ->
              store
                  .journal()
                  .append(
                      "run_a", expected, next, SampleRun.head(Status.RUNNING), result::complete));
        }
      }
      List<AppendResult> answers = results.stream().map(Asked::answer).toList();
      assertEquals(
          1, answers.stream().filter(new AppendResult.Appended()::equals).count(), "" + answers);
      assertEquals(
          7,
          answers.stream().filter(new AppendResult.Conflict(expected + 1)::equals).count(),
          "" + answers);
    }
    assertSame(run.all(), read("run_a", 0));
  }

  @Test
  final void manyRunsGrowAtOnceAndNoneHoldsAnothersEvents() {
    List<Future<SampleRun>> runs = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 40; i++) {
        String name = "many" + i;
        runs.add(
            threads.submit(() -> {
              SampleRun run = Asked.created(store, name, 1);
              for (int j = 0; j < 20; j++) {
                long before = run.sequence();
                assertEquals(
                    new AppendResult.Appended(),
                    Asked.append(store, run.runId(), before, run.next(1 + j % 3, 60)));
              }
              return run;
            }));
      }
    }
    for (Future<SampleRun> future : runs) {
      SampleRun run = Asked.answer(future);
      assertSame(run.all(), read(run.runId(), 0));
    }
  }

  @Test
  final void aCallbackThatAppendsDoesNotDeepenItsStack() {
    SampleRun run = Asked.created(store, "a", 1);
    AtomicInteger deepest = new AtomicInteger();
    CompletableFuture<Integer> last = new CompletableFuture<>();
    appendAgain(run, 300, deepest, last);
    assertEquals(0, Asked.answer(last));
    assertTrue(deepest.get() < MOST_FRAMES, "frames: " + deepest.get());
    assertSame(run.all(), read("run_a", 0));
  }

  private void appendAgain(
      SampleRun run, int left, AtomicInteger deepest, CompletableFuture<Integer> last) {
    int frames = StackWalker.getInstance().walk(frame -> (int) frame.count());
    deepest.accumulateAndGet(frames, Math::max);
    if (left == 0) {
      last.complete(left);
      return;
    }
    long before = run.sequence();
    store
        .journal()
        .append(
            run.runId(),
            before,
            run.next(1, 10),
            SampleRun.head(Status.RUNNING),
            _ -> appendAgain(run, left - 1, deepest, last));
  }

  @Test
  final void whatIsAcknowledgedCanBeReadAtOnce() {
    SampleRun run = Asked.created(store, "a", 1);
    for (int i = 0; i < 20; i++) {
      long before = run.sequence();
      CompletableFuture<Long> seen = new CompletableFuture<>();
      store
          .journal()
          .append(
              "run_a",
              before,
              run.next(1, 10),
              SampleRun.head(Status.RUNNING),
              _ -> seen.complete(store.jobs().run("run_a").orElseThrow().sequence()));
      assertEquals(before + 1, Asked.answer(seen));
    }
  }

  @Test
  final void aCallbackThatFailsHarmsNobodyElse() {
    SampleRun run = Asked.created(store, "a", 1);
    store
        .journal()
        .append(
            "run_a",
            1,
            run.next(1, 10),
            SampleRun.head(Status.RUNNING),
            _ -> {
              throw new IllegalStateException("thrown on purpose");
            });
    assertEquals(new AppendResult.Appended(), Asked.append(store, "run_a", 2, run.next(1, 10)));
    assertSame(run.all(), read("run_a", 0));
  }
}
