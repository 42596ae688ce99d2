package dev.converge.store.sqlite;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.JobStore.Listed;
import dev.converge.engine.store.JobStore.Query;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// Lists jobs by walking down the index that narrows most: correlation, then status, then template,
/// then time alone. Other filters are looked at row by row.
final class JobListQuery {
  private static final String SELECT =
      "SELECT '', " + JobRows.COLUMNS + ", " + RunRows.COLUMNS + " FROM ";
  // CROSS JOIN keeps the order of the tables, and with it the walk.
  private static final String BY_STATUS =
      "run INDEXED BY first_run_by_status CROSS JOIN job ON job.job_no = run.job_no";
  private static final String REST =
      " CROSS JOIN run AS first ON first.run_no = job.first_run_no"
          + " CROSS JOIN tenant ON tenant.tenant_no = job.tenant_no";
  private static final String TENANT = ".tenant_no = (SELECT tenant_no FROM tenant WHERE name = ?)";
  private static final String CURSOR =
      "SELECT created_at, job_no FROM job WHERE job_id = ?"
          + " AND tenant_no = (SELECT tenant_no FROM tenant WHERE name = ?)";

  private final Query query;
  private final String walked;
  private final StringBuilder sql = new StringBuilder(SELECT);
  private final List<Object> values = new ArrayList<>();

  private JobListQuery(Query query) {
    this.query = query;
    this.walked = walksByStatus(query) ? "run" : "job";
  }

  private static boolean walksByStatus(Query query) {
    return query.status() != null && query.correlationId() == null;
  }

  /// One page of the list.
  ///
  /// @throws ConvergeException with `BAD_CURSOR`
  static List<Listed> read(Statements statements, Query query) throws SQLException {
    Composed composed = compose(statements, query);
    List<Listed> page = new ArrayList<>();
    try (ResultSet rows = composed.bind(statements.of(composed.sql())).query()) {
      while (rows.next()) {
        page.add(new Listed(JobRows.read(rows), RunRows.read(rows, JobRows.COLUMN_COUNT)));
      }
    }
    return page;
  }

  /// A text of SQL and its parameters.
  record Composed(String sql, List<Object> values) {
    BoundStatement bind(BoundStatement prepared) throws SQLException {
      for (Object value : values) {
        switch (value) {
          case Long number -> prepared.with(number);
          case String text -> prepared.with(text);
          case Object other -> throw new IllegalStateException("parameter: " + other);
        }
      }
      return prepared;
    }
  }

  /// Puts the query together.
  ///
  /// @throws ConvergeException with `BAD_CURSOR`
  static Composed compose(Statements statements, Query query) throws SQLException {
    JobListQuery list = new JobListQuery(query);
    list.filter();
    list.after(statements);
    list.order();
    return new Composed(list.sql.toString(), list.values);
  }

  private void filter() {
    if (walksByStatus(query)) {
      sql.append(BY_STATUS);
    } else {
      String index =
          query.correlationId() != null
              ? "job_by_correlation"
              : query.template() != null ? "job_by_template" : "job_by_time";
      sql.append("job INDEXED BY ").append(index);
      sql.append(" CROSS JOIN run ON run.run_no = job.first_run_no");
    }
    sql.append(REST).append(" WHERE ").append(walked).append(TENANT);
    values.add(query.tenant());
    if (query.status() != null) {
      if (walksByStatus(query)) {
        sql.append(" AND run.replay_of IS NULL");
      }
      where("run.status = ?", RunRows.name(query.status()));
    }
    if (query.correlationId() != null) {
      where("job.correlation_id = ?", query.correlationId());
    }
    if (query.template() != null) {
      where("job.template = ?", query.template());
    }
    if (query.since() != null) {
      where(walked + ".created_at >= ?", ceiling(query.since()));
    }
    if (query.until() != null) {
      where(walked + ".created_at < ?", ceiling(query.until()));
    }
  }

  private void where(String condition, Object... given) {
    sql.append(" AND ").append(condition);
    values.addAll(List.of(given));
  }

  private void after(Statements statements) throws SQLException {
    if (query.beforeJobId() == null) {
      return;
    }
    try (ResultSet rows =
        statements.of(CURSOR).with(query.beforeJobId()).with(query.tenant()).query()) {
      if (!rows.next()) {
        throw new ConvergeException(
            ErrorCode.BAD_CURSOR, "cursor: " + query.beforeJobId() + " (expected: a job)");
      }
      where(
          "(%1$s.created_at, %1$s.job_no) < (?, ?)".formatted(walked),
          rows.getLong(1),
          rows.getLong(2));
    }
  }

  private void order() {
    sql.append(" ORDER BY %1$s.created_at DESC, %1$s.job_no DESC LIMIT ?".formatted(walked));
    values.add((long) query.limit());
  }

  /// The first millisecond that is not before an instant; the last or first that there is for those
  /// beyond all.
  private static long ceiling(Instant at) {
    try {
      Instant floor = at.truncatedTo(ChronoUnit.MILLIS);
      return floor.toEpochMilli() + (floor.isBefore(at) ? 1 : 0);
    } catch (ArithmeticException _) {
      return at.isAfter(Instant.EPOCH) ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
  }
}
