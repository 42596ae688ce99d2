package dev.converge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.status.Status;
import dev.converge.engine.store.Erasure;
import dev.converge.engine.store.ErasureStore.EraseResult;
import dev.converge.engine.store.ErasureStore.RemoveResult;
import dev.converge.testkit.contract.Asked;
import dev.converge.testkit.contract.SampleRun;
import dev.converge.testkit.contract.SetClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasedFromDiskTest {
  @TempDir private Path directory;

  @Test
  void nothingIsLeftWhenTheErasureIsAnsweredAlsoAfterReads() throws IOException {
    SqliteOpened store = SqliteOpened.in(directory, new SetClock(SampleRun.NOON));
    for (int i = 0; i < 20; i++) {
      SampleRun run = Asked.created(store, "a" + i, 5);
      Asked.append(store, "run_a" + i, 5, run.next(50, 4_000), Status.CONVERGED);
      store.journal().read("run_a" + i, 0, 10, 1_000_000);
    }
    RowTraces content = RowTraces.of(directory, "true");
    assertTrue(content.anywhere(directory));
    List<CompletableFuture<EraseResult>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      CompletableFuture<EraseResult> erased = new CompletableFuture<>();
      all.add(erased);
      store.store().erase("job_a" + i, new Erasure(SampleRun.NOON, "by request"), erased::complete);
      store.journal().read("run_a" + i, 0, 10, 1_000_000);
    }
    all.forEach(Asked::answer);
    assertFalse(content.anywhere(directory));
    store.close();
  }

  @Test
  void spaceOfErasedContentGoesBackToTheDisk() throws IOException {
    SqliteOpened store = SqliteOpened.in(directory, new SetClock(SampleRun.NOON));
    SampleRun run = Asked.created(store, "a", 5);
    Asked.append(store, "run_a", 5, run.next(400, 20_000), Status.CONVERGED);
    CompletableFuture<EraseResult> erased = new CompletableFuture<>();
    store.store().erase("job_a", new Erasure(SampleRun.NOON, "by request"), erased::complete);
    Asked.answer(erased);
    long size = Files.size(directory.resolve("converge.db"));
    assertTrue(size < 2_000_000, "converge.db has " + size + " bytes after 8 MB were erased");
    store.close();
  }

  @Test
  void spaceOfRemovedJobsGoesBackToTheDiskAndNothingOfThemIsLeft() throws IOException {
    SqliteOpened store = SqliteOpened.in(directory, new SetClock(SampleRun.NOON));
    for (int i = 0; i < 20; i++) {
      SampleRun run = Asked.created(store, "a" + i, 5);
      Asked.append(store, "run_a" + i, 5, run.next(40, 20_000), Status.CONVERGED);
    }
    RowTraces content = RowTraces.of(directory, "true");
    int removed = 0;
    List<String> page;
    do {
      CompletableFuture<RemoveResult> answer = new CompletableFuture<>();
      store.store().remove(SampleRun.NOON.plusSeconds(1), 100, answer::complete);
      page = assertInstanceOf(RemoveResult.Removed.class, Asked.answer(answer)).jobIds();
      removed += page.size();
    } while (!page.isEmpty());
    assertEquals(20, removed);
    assertFalse(content.anywhere(directory));
    long size = Files.size(directory.resolve("converge.db"));
    assertTrue(size < 1_000_000, "converge.db has " + size + " bytes after 16 MB were removed");
    store.close();
  }

  @Test
  void nothingOfAnErasedJobIsLeftInTheFilesOnceTheyAreClosed() throws IOException {
    SetClock clock = new SetClock(SampleRun.NOON);
    SqliteOpened store = SqliteOpened.in(directory, clock);
    SampleRun run = Asked.created(store, "a", 5);
    Asked.append(store, "run_a", 5, run.next(200, 4_000), Status.CONVERGED);
    SampleRun kept = Asked.created(store, "b", 1);
    RowTraces content = RowTraces.of(directory, "run_id = 'run_a'");
    store.close();
    assertTrue(content.anywhere(directory));

    store = SqliteOpened.in(directory, clock);
    CompletableFuture<EraseResult> erased = new CompletableFuture<>();
    Erasure erasure = new Erasure(SampleRun.NOON, "by request");
    store.store().erase("job_a", erasure, erased::complete);
    assertEquals(new EraseResult.Erased(erasure), Asked.answer(erased));
    CompletableFuture<EraseResult> other = new CompletableFuture<>();
    Asked.append(store, "run_b", 1, kept.next(1, 10), Status.CONVERGED);
    store.store().erase("job_b", erasure, other::complete);
    Asked.answer(other);
    assertFalse(content.anywhere(directory), "left while the store is open");
    store.close();
    assertFalse(content.anywhere(directory), "left after the store was closed");

    store = SqliteOpened.in(directory, clock);
    assertEquals(205, store.journal().read("run_a", 0, 1_000, 1_000_000).size());
    assertEquals(List.of(), store.store().erasable(SampleRun.NOON.plusSeconds(1), 10));
    store.close();
  }
}
