package dev.converge.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.status.Status;
import dev.converge.engine.store.JobStore.Query;
import dev.converge.testkit.contract.Asked;
import dev.converge.testkit.contract.SampleRun;
import dev.converge.testkit.contract.SetClock;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every list walks down an index in its order and never sorts, so that a page costs what it holds
/// and not what the store holds.
class ListPlanTest {
  @TempDir private Path directory = Path.of("");
  private SqliteOpened store;

  @SuppressWarnings("NullAway.Init") // set before each test
  ListPlanTest() {}

  @BeforeEach
  void openStore() {
    store = SqliteOpened.in(directory, new SetClock(SampleRun.NOON));
    Asked.created(store, "a", 1);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private void assertWalks(
      String index, @Nullable Status status, @Nullable String template, @Nullable String id) {
    for (String before : new @Nullable String[] {null, "job_a"}) {
      Query query =
          new Query(
              "default",
              status,
              template,
              SampleRun.NOON,
              SampleRun.NOON.plusSeconds(1),
              id,
              before,
              10);
      List<String> plan =
          store
              .store()
              .read(statements -> {
                JobListQuery.Composed composed = JobListQuery.compose(statements, query);
                BoundStatement explain = statements.of("EXPLAIN QUERY PLAN " + composed.sql());
                List<String> steps = new ArrayList<>();
                try (ResultSet rows = composed.bind(explain).query()) {
                  while (rows.next()) {
                    steps.add(rows.getString("detail"));
                  }
                }
                return steps;
              });
      assertTrue(plan.getFirst().contains("USING INDEX " + index + " ("), plan.toString());
      assertTrue(plan.getFirst().contains("created_at"), plan.toString());
      assertFalse(plan.toString().contains("TEMP B-TREE"), plan.toString());
      assertFalse(plan.toString().contains("SCAN job"), plan.toString());
    }
  }

  @Test
  void everyFilterHasItsIndex() {
    assertWalks("job_by_time", null, null, null);
    assertWalks("job_by_template", null, "t", null);
    assertWalks("job_by_correlation", null, null, "c");
    assertWalks("job_by_correlation", null, "t", "c");
    assertWalks("first_run_by_status", Status.CONVERGED, null, null);
    assertWalks("first_run_by_status", Status.CONVERGED, "t", null);
    // A correlation id narrows more than a status.
    assertWalks("job_by_correlation", Status.CONVERGED, null, "c");
    assertWalks("job_by_correlation", Status.CONVERGED, "t", "c");
  }

  @Test
  void jobsThatAreDueForErasureAreFoundByIndexAndThoseErasedBeforeAreNotWalked() {
    List<String> plan =
        store
            .store()
            .read(statements -> {
              List<String> steps = new ArrayList<>();
              BoundStatement explain =
                  statements.of("EXPLAIN QUERY PLAN " + ErasureRows.ERASABLE).with(0).with(10);
              try (ResultSet rows = explain.query()) {
                while (rows.next()) {
                  steps.add(rows.getString("detail"));
                }
              }
              return steps;
            });
    assertTrue(plan.getFirst().contains("INDEX job_with_content (created_at<?)"), plan.toString());
    assertFalse(plan.toString().contains("TEMP B-TREE"), plan.toString());
  }

  @Test
  void jobsThatAreDueForRemovalAreFoundByIndexAndNeverSorted() {
    List<String> plan =
        store
            .store()
            .read(statements -> {
              List<String> steps = new ArrayList<>();
              BoundStatement explain =
                  statements.of("EXPLAIN QUERY PLAN " + RemoveWrite.DUE).with(0).with(0).with(10);
              try (ResultSet rows = explain.query()) {
                while (rows.next()) {
                  steps.add(rows.getString("detail"));
                }
              }
              return steps;
            });
    assertTrue(
        plan.get(1).contains("INDEX job_by_time (tenant_no=? AND created_at<?)"), plan.toString());
    assertTrue(plan.toString().contains("INDEX run_by_job (job_no=?)"), plan.toString());
    assertFalse(plan.toString().contains("TEMP B-TREE"), plan.toString());
  }

  @Test
  void unfinishedRunsAreFoundByIndex() {
    List<String> plan =
        store
            .store()
            .read(statements -> {
              List<String> steps = new ArrayList<>();
              BoundStatement explain =
                  statements.of("EXPLAIN QUERY PLAN " + RunRows.UNFINISHED).with(0).with(10);
              try (ResultSet rows = explain.query()) {
                while (rows.next()) {
                  steps.add(rows.getString("detail"));
                }
              }
              return steps;
            });
    assertTrue(
        plan.getFirst().contains("INDEX run_unfinished (unfinished=? AND rowid>?)"),
        plan.toString());
    assertFalse(plan.toString().contains("TEMP B-TREE"), plan.toString());
  }
}
