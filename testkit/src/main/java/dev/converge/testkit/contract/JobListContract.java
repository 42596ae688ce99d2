package dev.converge.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.status.Status;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.listing.JobFilter;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.JobStore.Listed;
import dev.converge.engine.store.JobStore.Query;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// How every store of jobs lists them; a subclass opens one.
public abstract class JobListContract extends StoreContract {
  private static final Instant NOON = SampleRun.NOON;

  /// For subclasses.
  protected JobListContract() {}

  private static Query all(@Nullable String before, int limit) {
    return new Query("default", null, null, null, null, null, before, limit);
  }

  private List<String> list(Query query) {
    return store.jobs().list(query).stream().map(listed -> listed.job().jobId()).toList();
  }

  private void create(
      String name, String template, @Nullable String correlation, Instant at, Status status) {
    Asked.create(store, SampleRun.job("default", name, template, correlation, at), null);
    if (status != Status.RUNNING) {
      SampleRun run = new SampleRun("run_" + name);
      run.next(1, 10);
      Asked.append(store, "run_" + name, 1, run.next(1, 10), status);
    }
  }

  @Test
  final void anEmptyStoreListsNothing() {
    assertEquals(List.of(), list(all(null, 10)));
  }

  @Test
  final void jobsAreListedNewestFirstWithoutTheirSubmission() {
    create("b", "t", null, NOON.plusMillis(1), Status.RUNNING);
    create("a", "t", null, NOON.plusMillis(2), Status.HALTED);
    create("c", "t", null, NOON, Status.RUNNING);
    List<Listed> listed = store.jobs().list(all(null, 10));
    assertEquals(
        List.of("job_a", "job_b", "job_c"), listed.stream().map(one -> one.job().jobId()).toList());
    JobStore.Job job = SampleRun.job("default", "a", "t", null, NOON.plusMillis(2));
    assertEquals(job.withoutSubmission(), listed.getFirst().job());
    assertEquals(store.jobs().run("run_a").orElseThrow(), listed.getFirst().run());
  }

  @Test
  final void everyFilterFiltersAloneAndWithOthers() {
    create("a", "t1", "c1", NOON, Status.RUNNING);
    create("b", "t1", "c2", NOON.plusMillis(10), Status.CONVERGED);
    create("c", "t2", "c1", NOON.plusMillis(20), Status.CONVERGED);
    create("d", "t2", null, NOON.plusMillis(30), Status.HALTED);
    Instant ten = NOON.plusMillis(10);
    Instant thirty = NOON.plusMillis(30);
    assertEquals(List.of("job_c", "job_b"), filtered(Status.CONVERGED, null, null, null, null));
    assertEquals(List.of("job_b", "job_a"), filtered(null, "t1", null, null, null));
    assertEquals(List.of("job_c", "job_a"), filtered(null, null, null, null, "c1"));
    assertEquals(List.of("job_d", "job_c", "job_b"), filtered(null, null, ten, null, null));
    assertEquals(List.of("job_d", "job_c"), filtered(null, null, ten.plusNanos(1), null, null));
    assertEquals(List.of("job_c", "job_b", "job_a"), filtered(null, null, null, thirty, null));
    assertEquals(
        List.of("job_d", "job_c", "job_b", "job_a"),
        filtered(null, null, null, thirty.plusNanos(1), null));
    assertEquals(List.of("job_c", "job_b"), filtered(null, null, ten, thirty, null));
    assertEquals(List.of("job_b"), filtered(Status.CONVERGED, "t1", null, null, null));
    assertEquals(List.of("job_c"), filtered(Status.CONVERGED, "t2", ten, thirty, "c1"));
    assertEquals(List.of("job_a"), filtered(null, "t1", null, null, "c1"));
    assertEquals(List.of(), filtered(Status.FAILED, null, null, null, null));
    assertEquals(List.of(), filtered(null, "t1'--", null, null, "%"));
  }

  private List<String> filtered(
      @Nullable Status status,
      @Nullable String template,
      @Nullable Instant since,
      @Nullable Instant until,
      @Nullable String correlation) {
    List<String> whole =
        list(new Query("default", status, template, since, until, correlation, null, 10));
    List<String> paged = new ArrayList<>();
    String before = null;
    while (true) {
      List<String> page =
          list(new Query("default", status, template, since, until, correlation, before, 1));
      if (page.isEmpty()) {
        break;
      }
      paged.addAll(page);
      before = page.getLast();
    }
    assertEquals(whole, paged, "pages of one job each");
    return whole;
  }

  private JobFilter which(
      List<Status> statuses,
      @Nullable String reason,
      @Nullable String mode,
      @Nullable String prefix,
      Map<String, String> metadata,
      boolean oldestFirst) {
    return new JobFilter(
        statuses, reason, null, null, mode, null, prefix, new TreeMap<>(metadata), oldestFirst);
  }

  private List<String> which(JobFilter filter) {
    List<String> whole = list(new Query("default", filter, null, null, null, 10));
    List<String> paged = new ArrayList<>();
    String before = null;
    for (List<String> page = page(filter, before); !page.isEmpty(); page = page(filter, before)) {
      paged.addAll(page);
      before = page.getLast();
    }
    assertEquals(whole, paged, "pages of one job each");
    return whole;
  }

  private List<String> page(JobFilter filter, @Nullable String before) {
    return list(new Query("default", filter, null, null, before, 1));
  }

  @Test
  final void moreFiltersNarrowTheListInBothOrders() {
    create("a", "t", "case-1", NOON, Status.HALTED);
    create("b", "t", "case-2", NOON.plusMillis(1), Status.CONVERGED);
    create("c", "t", "other", NOON.plusMillis(1), Status.RUNNING);
    create("d", "t", null, NOON.plusMillis(2), Status.HALTED);
    List<Status> ended = List.of(Status.HALTED, Status.CONVERGED);
    assertEquals(
        List.of("job_d", "job_b", "job_a"), which(which(ended, null, null, null, Map.of(), false)));
    assertEquals(
        List.of("job_a", "job_b", "job_d"), which(which(ended, null, null, null, Map.of(), true)));
    assertEquals(
        List.of("job_a", "job_b", "job_c", "job_d"),
        which(which(List.of(), null, null, null, Map.of(), true)));
    assertEquals(
        List.of("job_d", "job_a"), which(which(List.of(), "budget", null, null, Map.of(), false)));
    assertEquals(
        List.of("job_b", "job_a"), which(which(List.of(), null, null, "case-", Map.of(), false)));
    assertEquals(List.of("job_c"), which(which(List.of(), null, null, "job_c", Map.of(), false)));
    assertEquals(List.of(), which(which(List.of(), null, null, "%", Map.of(), false)));
    assertEquals(List.of(), which(which(List.of(), null, "live", null, Map.of(), false)));
  }

  @Test
  final void jobsAreFoundByTheirMetadataAndShowWhatTheyAreAbout() {
    JobStore.Job plain = SampleRun.job("a");
    String submission =
        "{\"metadata\":{\"n\":5,\"team\":\"growth\",\"urgent\":true},"
            + "\"seeds\":[{\"content\":\"a  market\\nin the north\",\"id\":\"s\"}]}";
    JobStore.Job job =
        new JobStore.Job(
            "default", "job_a", "run_a", submission, plain.template(), "1.0.0", "c0", null, NOON);
    Asked.create(store, job, null);
    Asked.create(store, SampleRun.job("b"), null);
    for (String[] pair : new String[][] {{"team", "growth"}, {"n", "5"}, {"urgent", "true"}}) {
      assertEquals(
          List.of("job_a"),
          which(which(List.of(), null, null, null, Map.of(pair[0], pair[1]), false)));
    }
    assertEquals(
        List.of(), which(which(List.of(), null, null, null, Map.of("team", "other"), false)));
    Listed listed = store.jobs().list(all(null, 10)).getLast();
    assertEquals("a market in the north", listed.notes().about());
    assertEquals("growth", listed.notes().text("team"));
  }

  @Test
  final void jobsAreCountedByTemplateAndStatus() {
    create("a", "t", null, NOON, Status.HALTED);
    create("b", "t", null, NOON.plusMillis(1), Status.HALTED);
    create("c", "u", null, NOON.plusMillis(1), Status.RUNNING);
    assertEquals(
        List.of(
            new JobStore.Tally("t", Status.HALTED, 2, 0, 0),
            new JobStore.Tally("u", Status.RUNNING, 1, 0, 0)),
        store.jobs().tally("default", NOON));
    assertEquals(2, store.jobs().tally("default", NOON.plusNanos(1)).size());
    assertEquals(List.of(), store.jobs().tally("other", NOON));
  }

  @Test
  final void statusMeansTheFirstRun() {
    create("a", "t", null, NOON, Status.CONVERGED);
    CompletableFuture<JobStore.CreateResult> result = new CompletableFuture<>();
    store
        .jobs()
        .createRun(
            "job_a",
            "run_replay",
            "run_a",
            NOON,
            new SampleRun("run_replay").next(1, 10),
            SampleRun.head(Status.RUNNING),
            result::complete);
    assertEquals(new JobStore.CreateResult.Created(), Asked.answer(result));
    assertEquals(List.of(), filtered(Status.RUNNING, null, null, null, null));
    assertEquals(List.of("job_a"), filtered(Status.CONVERGED, null, null, null, null));
    assertEquals(1, store.jobs().list(all(null, 10)).size());
  }

  @Test
  final void jobsOfOtherTenantsAreNotListedAndAreNotACursor() {
    create("a", "t", null, NOON, Status.RUNNING);
    Asked.create(store, SampleRun.job("acme", "z", "t", null, NOON.plusMillis(5)), null);
    assertEquals(List.of("job_a"), list(all(null, 10)));
    for (String cursor : List.of("job_z", "job_none")) {
      ConvergeException e = assertThrows(ConvergeException.class, () -> list(all(cursor, 10)));
      assertEquals(ErrorCode.BAD_CURSOR, e.code());
    }
  }

  /// E05: many jobs of one instant, read in pages while more are created.
  @Test
  final void pagesNeitherSkipNorDoubleWhileJobsAreCreated() {
    List<String> before = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      // Ids that do not follow the order of creation.
      String name = "p" + (i * 7919 % 1000);
      create(name, "t", null, NOON.plusMillis(i / 50), Status.RUNNING);
      before.add(0, "job_" + name);
    }
    List<String> got = new ArrayList<>();
    String cursor = null;
    int added = 0;
    while (true) {
      List<String> page = list(all(cursor, 7));
      if (page.isEmpty()) {
        break;
      }
      got.addAll(page);
      cursor = page.getLast();
      create("q" + added++, "t", null, NOON.plusMillis(2), Status.RUNNING);
    }
    assertTrue(added > 20, "pages: " + added);
    assertEquals(before, got);
  }

  @Test
  final void anInvalidPageIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> all(null, 0));
    assertThrows(IllegalArgumentException.class, () -> all(null, JobStore.MAX_PAGE + 1));
  }
}
