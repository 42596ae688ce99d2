package dev.converge.store.sqlite;

import dev.converge.core.status.Status;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.listing.JobFilter;
import dev.converge.engine.store.JobStore.Listed;
import dev.converge.engine.store.JobStore.Query;
import dev.converge.engine.store.JobStore.Tally;
import dev.converge.store.JobColumns;
import dev.converge.store.JobWalk;
import dev.converge.store.RunColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lists jobs by walking an index in the order of the list: correlation, then status, then
/// template, then time alone. Other filters are looked at row by row. Several statuses are several
/// walks, whose rows are merged.
final class JobListQuery {
  private static final String SELECT =
      "SELECT '', "
          + JobRows.COLUMNS
          + ", "
          + RunColumns.ALL
          + ", "
          + JobColumns.NOTES
          + ", job.job_no FROM ";
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

  private static final String TALLY =
      "SELECT job.template, run.status, count(*), sum(run.tokens), sum(run.cost_micros) FROM job"
          + " INDEXED BY job_by_time CROSS JOIN run ON run.run_no = job.first_run_no WHERE"
          + " job.tenant_no = (SELECT tenant_no FROM tenant WHERE name = ?) AND job.created_at >= ?"
          + " GROUP BY job.template, run.status ORDER BY job.template, run.status";

  private final Query query;
  private final String walked;
  private final StringBuilder sql = new StringBuilder(SELECT);
  private final List<Object> values = new ArrayList<>();

  private JobListQuery(Query query) {
    this.query = query;
    this.walked = JobWalk.byStatus(query) ? "run" : "job";
  }

  /// One page of the list.
  ///
  /// @throws ConvergeException with `BAD_CURSOR`
  static List<Listed> read(Statements statements, Query query) throws SQLException {
    List<JobWalk.Row> rows = new ArrayList<>();
    for (Query walk : JobWalk.of(query)) {
      rows.addAll(walk(statements, walk));
    }
    return JobWalk.page(rows, query);
  }

  private static List<JobWalk.Row> walk(Statements statements, Query query) throws SQLException {
    Composed composed = compose(statements, query);
    List<JobWalk.Row> rows = new ArrayList<>();
    try (ResultSet row = composed.bind(statements.of(composed.sql())).query()) {
      while (row.next()) {
        rows.add(JobWalk.Row.read(row));
      }
    }
    return rows;
  }

  /// Counts jobs by template and status.
  static List<Tally> tally(Statements statements, String tenant, Instant since)
      throws SQLException {
    List<Tally> tallies = new ArrayList<>();
    try (ResultSet rows = statements.of(TALLY).with(tenant).with(JobWalk.ceiling(since)).query()) {
      while (rows.next()) {
        tallies.add(JobWalk.tally(rows));
      }
    }
    return tallies;
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
    JobFilter which = query.which();
    if (JobWalk.byStatus(query)) {
      sql.append(BY_STATUS);
    } else {
      String index =
          which.correlationId() != null
              ? "job_by_correlation"
              : which.template() != null ? "job_by_template" : "job_by_time";
      sql.append("job INDEXED BY ").append(index);
      sql.append(" CROSS JOIN run ON run.run_no = job.first_run_no");
    }
    sql.append(REST).append(" WHERE ").append(walked).append(TENANT);
    values.add(query.tenant());
    statuses(which.statuses());
    same("job.correlation_id", which.correlationId());
    same("job.template", which.template());
    same("job.version", which.version());
    same("run.mode", which.mode());
    same("run.reason", which.reason());
    if (which.prefix() != null) {
      String prefix = which.prefix();
      where(
          "(substr(job.job_id, 1, length(?)) = ? OR substr(job.correlation_id, 1, length(?)) = ?)",
          prefix,
          prefix,
          prefix,
          prefix);
    }
    // A text equals its value, anything else how JSON writes it.
    which
        .metadata()
        .forEach((name, text) ->
            where(
                "(json_extract(job.metadata, ?) = ? OR job.metadata -> ? = ?)",
                "$.\"" + name + "\"",
                text,
                "$.\"" + name + "\"",
                text));
    if (query.since() != null) {
      where(walked + ".created_at >= ?", JobWalk.ceiling(query.since()));
    }
    if (query.until() != null) {
      where(walked + ".created_at < ?", JobWalk.ceiling(query.until()));
    }
  }

  private void statuses(List<Status> statuses) {
    if (statuses.isEmpty()) {
      return;
    }
    if (JobWalk.byStatus(query)) {
      sql.append(" AND run.replay_of IS NULL");
      where("run.status = ?", RunRows.name(statuses.getFirst()));
    } else {
      String marks = String.join(", ", Collections.nCopies(statuses.size(), "?"));
      where("run.status IN (" + marks + ")", statuses.stream().map(RunRows::name).toArray());
    }
  }

  private void same(String column, @Nullable String wanted) {
    if (wanted != null) {
      where(column + " = ?", wanted);
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
          "(%1$s.created_at, %1$s.job_no) %2$s (?, ?)"
              .formatted(walked, query.which().oldestFirst() ? ">" : "<"),
          rows.getLong(1),
          rows.getLong(2));
    }
  }

  private void order() {
    sql.append(
        " ORDER BY %1$s.created_at %2$s, %1$s.job_no %2$s LIMIT ?"
            .formatted(walked, query.which().oldestFirst() ? "ASC" : "DESC"));
    values.add((long) query.limit());
  }
}
