package dev.converge.store.postgres;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.status.Status;
import dev.converge.engine.listing.JobFilter;
import dev.converge.engine.listing.ProposalStore;
import dev.converge.engine.store.JobStore.IdempotencyKey;
import dev.converge.engine.store.JobStore.Query;
import dev.converge.store.StoreAddress;
import dev.converge.store.StoreOptions;
import dev.converge.store.postgres.replica.Sql;
import dev.converge.testkit.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every list over many rows walks down an index in its order and never sorts, so that a page costs
/// what it holds and not what the store holds. The statements are those of the store: a connection
/// in between asks for the plan of each before it runs it.
class PostgresPlanTest {
  private static final boolean LONG = "long".equals(System.getProperty("converge.tests"));
  private static final int JOBS = LONG ? 1_000_000 : 20_000;
  private static final int PAGE = 10;

  /// Rows of an index that a page may look at; an index is read a little beyond the page.
  private static final int LOOKED_AT = 5 * PAGE;

  /// Where nearly all jobs belong to one tenant, the index without it is as good.
  private static final String BY_TIME = "job_by_(time|age)";

  private static @Nullable Connection connection;
  private static @Nullable ExplainedConnection explained;

  @BeforeAll
  static void fill() throws SQLException {
    String url = Postgres.database();
    PostgresStore.open(new StoreAddress(url), StoreOptions.durable(InstantSource.system())).close();
    Connection open = Postgres.connection(url);
    connection = open;
    Sql sql = new Sql(open);
    sql.run("SET synchronous_commit = off");
    sql.run(
        """
        INSERT INTO job (job_no, tenant, job_id, first_run_no, template, version, template_hash,
            correlation_id, created_at, submission, about, metadata, erased_at)
          SELECT i, CASE WHEN i %% 10 = 0 THEN 'other' ELSE 'default' END, 'job_' || i, i,
            CASE WHEN i %% 1000 = 1 THEN 'rare' ELSE 'usual' END, '1.0.0', 'hash',
            CASE WHEN i %% 3 = 0 THEN 'c' || i / 300 END, i, '{}', 'about', '{"k":"v"}',
            CASE WHEN i < %1$d / 2 THEN i END
          FROM generate_series(1, %1$d) AS i;
        INSERT INTO run (run_no, tenant, run_id, job_no, submitted_by, status, unfinished, cycles,
            facts, last_sequence, created_at, updated_at, mode, running_ms, tokens, cost_micros,
            pending)
          SELECT i, CASE WHEN i %% 10 = 0 THEN 'other' ELSE 'default' END, 'run_' || i, i, 'key',
            CASE WHEN i %% 1000 = 1 THEN 'waiting' WHEN i %% 7 = 1 THEN 'failed' ELSE 'converged' END,
            i %% 1000 = 1, 1, 1, 4, i, i, 'offline', 1, 1, 1, 0
          FROM generate_series(1, %1$d) AS i;
        INSERT INTO journal SELECT i / 4, i %% 4 + 1, i %% 4 + 1, '\\x01'
          FROM generate_series(4, %1$d) AS i;
        INSERT INTO proposal (tenant, job_no, run_no, proposal_id, fact_id, agent, key, gate, role,
            excerpt, asked_at, due, on_silence, state, decision, decided_at)
          SELECT CASE WHEN i %% 10 = 0 THEN 'other' ELSE 'default' END, i, i, 'p' || i, 'f', 'a', 'k',
            'g', CASE WHEN i %% 2 = 0 THEN 'boss' ELSE 'peer' END, 'e', i, i, 'approved',
            CASE WHEN i %% 3 = 0 THEN 'open' ELSE 'decided' END, 'approved', i
          FROM generate_series(1, %1$d) AS i;
        INSERT INTO idempotency_key
          SELECT 'default', 'submit', 'k' || i, 'f', i, i FROM generate_series(1, %1$d) AS i;
        INSERT INTO admin_log SELECT i, 'line' FROM generate_series(1, %1$d) AS i;
        INSERT INTO template SELECT 'default', 'n' || i, '1.0.0', 'h', i, 's', 'w'
          FROM generate_series(1, %1$d / 10) AS i;
        INSERT INTO usage SELECT 'default', 'k' || i %% 100, i / 100, 1, 1, 1
          FROM generate_series(1, %1$d / 10) AS i;
        """
            .formatted(JOBS));
    sql.run("ANALYZE");
    explained = new ExplainedConnection(open);
  }

  @AfterAll
  static void close() throws SQLException {
    if (connection != null) {
      connection.close();
    }
  }

  private interface Asked {
    Object ask(Sql sql) throws SQLException;
  }

  /// The plans of what is asked.
  private static String plans(Asked asked) throws SQLException {
    ExplainedConnection between = Objects.requireNonNull(explained);
    between.clear();
    asked.ask(new Sql(between.connection()));
    return between.plans();
  }

  private static void assertWalks(String index, Asked asked) throws SQLException {
    String plans = plans(asked);
    assertTrue(plans.matches("(?s).* using " + index + " .*"), plans);
    assertFalse(plans.matches("(?s).*(Seq Scan|Sort|Hash|Bitmap|Merge).*"), plans);
  }

  /// Also looks at few rows only.
  private static void assertWalksShort(String index, Asked asked) throws SQLException {
    assertWalks(index, asked);
    int most = Objects.requireNonNull(explained).mostRows();
    assertTrue(
        most <= LOOKED_AT, () -> most + " rows: " + Objects.requireNonNull(explained).plans());
  }

  private static Query query(JobFilter which, @Nullable String before) {
    return new Query(
        "default", which, Instant.EPOCH, Instant.ofEpochMilli(JOBS + 1L), before, PAGE);
  }

  private static JobFilter with(
      @Nullable Status status, @Nullable String template, @Nullable String id) {
    return JobFilter.of(status, template, id);
  }

  @Test
  void jobsAreListedByTheIndexThatNarrowsMost() throws SQLException {
    for (String before : new @Nullable String[] {null, "job_" + (JOBS / 2 + 1)}) {
      assertWalksShort(
          BY_TIME, sql -> PostgresJobListQuery.read(sql, query(with(null, null, null), before)));
      assertWalksShort(
          "job_by_template",
          sql -> PostgresJobListQuery.read(sql, query(with(null, "rare", null), before)));
      assertWalksShort(
          "job_by_correlation",
          sql -> PostgresJobListQuery.read(sql, query(with(null, null, "c1"), before)));
      assertWalksShort(
          "job_by_correlation",
          sql -> PostgresJobListQuery.read(sql, query(with(null, "usual", "c1"), before)));
      assertWalksShort(
          "first_run_by_status",
          sql -> PostgresJobListQuery.read(sql, query(with(Status.CONVERGED, null, null), before)));
      assertWalksShort(
          "first_run_by_status",
          sql -> PostgresJobListQuery.read(sql, query(with(Status.WAITING, null, null), before)));
      assertWalks(
          "first_run_by_status",
          sql ->
              PostgresJobListQuery.read(sql, query(with(Status.CONVERGED, "usual", null), before)));
    }
  }

  @Test
  void otherFiltersWalkByTime() throws SQLException {
    for (JobFilter filter :
        List.of(
            new JobFilter(
                List.of(), null, null, null, "offline", null, null, new TreeMap<>(), false),
            new JobFilter(
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                new TreeMap<>(Map.of("k", "v")),
                true),
            new JobFilter(
                List.of(), null, null, null, null, null, "job_1", new TreeMap<>(), false))) {
      assertWalks(BY_TIME, sql -> PostgresJobListQuery.read(sql, query(filter, null)));
    }
  }

  @Test
  void proposalsAreListedByTheirDeadlineOrDecision() throws SQLException {
    for (String role : new @Nullable String[] {null, "boss"}) {
      assertWalks(
          "proposal_open",
          sql ->
              PostgresJobRows.proposals(
                  sql,
                  new ProposalStore.Query(
                      "default", ProposalStore.State.OPEN, role, null, null, PAGE)));
      assertWalks(
          "proposal_decided",
          sql ->
              PostgresJobRows.proposals(
                  sql,
                  new ProposalStore.Query(
                      "default", ProposalStore.State.DECIDED, role, null, null, PAGE)));
    }
  }

  @Test
  void runsEventsAndErasureFindTheirRowsByIndex() throws SQLException {
    assertWalksShort("run_unfinished", sql -> PostgresRunRows.unfinished(sql, "", PAGE));
    assertWalks(
        "job_with_content",
        sql -> PostgresErasureRows.erasable(sql, Instant.ofEpochMilli(JOBS), PAGE));
    assertWalksShort(
        "idempotency_key_pkey",
        sql -> PostgresJobRows.keyed(sql, "default", new IdempotencyKey("submit", "k5", "f"), 10));
  }
}
