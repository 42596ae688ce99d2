package dev.converge.store.postgres;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.listing.JobFilter;
import dev.converge.engine.store.JobStore.Listed;
import dev.converge.engine.store.JobStore.Query;
import dev.converge.engine.store.JobStore.Tally;
import dev.converge.store.JobColumns;
import dev.converge.store.JobWalk;
import dev.converge.store.RunColumns;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lists jobs by walking an index in the order of the list: correlation, then status, then
/// template, then time alone. Other filters are looked at row by row. Several statuses are several
/// walks, whose rows are merged.
final class PostgresJobListQuery {
  private static final String SELECT =
      "SELECT ''::text, "
          + PostgresJobRows.COLUMNS
          + ", "
          + RunColumns.ALL
          + ", "
          + JobColumns.NOTES
          + ", job.job_no FROM job JOIN run ON run.run_no = job.first_run_no"
          + " JOIN run AS first ON first.run_no = job.first_run_no WHERE ";
  // The run leads here, so that its index by status is walked.
  private static final String SELECT_BY_STATUS =
      SELECT.replace(
          "job JOIN run ON run.run_no = job.first_run_no",
          "run JOIN job ON job.job_no = run.job_no");

  private final Query query;
  private final boolean byStatus;
  private final String walked;
  private final StringBuilder sql;
  private final List<Object> values = new ArrayList<>();

  private PostgresJobListQuery(Query query) {
    this.query = query;
    this.byStatus = JobWalk.byStatus(query);
    this.walked = byStatus ? "run" : "job";
    this.sql = new StringBuilder(byStatus ? SELECT_BY_STATUS : SELECT);
  }

  /// One page of the list.
  ///
  /// @throws ConvergeException with `BAD_CURSOR`
  static List<Listed> read(Sql sql, Query query) throws SQLException {
    List<JobWalk.Row> rows = new ArrayList<>();
    for (Query walk : JobWalk.of(query)) {
      PostgresJobListQuery one = compose(sql, walk);
      rows.addAll(sql.all(JobWalk.Row::read, one.sql.toString(), one.values.toArray()));
    }
    return JobWalk.page(rows, query);
  }

  private static PostgresJobListQuery compose(Sql sql, Query query) throws SQLException {
    PostgresJobListQuery list = new PostgresJobListQuery(query);
    list.filter();
    list.after(sql);
    list.order();
    return list;
  }

  private void filter() {
    JobFilter which = query.which();
    sql.append(walked).append(".tenant = ?");
    values.add(query.tenant());
    if (byStatus) {
      where(
          "run.replay_of IS NULL AND run.status = ?",
          PostgresRunRows.name(which.statuses().getFirst()));
    } else if (!which.statuses().isEmpty()) {
      where(
          "run.status = ANY(string_to_array(?, ','))",
          String.join(",", which.statuses().stream().map(PostgresRunRows::name).toList()));
    }
    same("job.correlation_id", which.correlationId());
    same("job.template", which.template());
    same("job.version", which.version());
    same("run.mode", which.mode());
    same("run.reason", which.reason());
    if (which.prefix() != null) {
      String prefix = which.prefix();
      where("(starts_with(job.job_id, ?) OR starts_with(job.correlation_id, ?))", prefix, prefix);
    }
    // A text equals its value, anything else how JSON writes it.
    which.metadata().forEach((name, text) -> where("job.metadata::json ->> ? = ?", name, text));
    if (query.since() != null) {
      where(walked + ".created_at >= ?", JobWalk.ceiling(query.since()));
    }
    if (query.until() != null) {
      where(walked + ".created_at < ?", JobWalk.ceiling(query.until()));
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

  private record Cursor(long createdAt, long jobNo) {}

  private void after(Sql connection) throws SQLException {
    if (query.beforeJobId() == null) {
      return;
    }
    Cursor cursor =
        connection
            .first(
                row -> new Cursor(row.getLong(1), row.getLong(2)),
                "SELECT created_at, job_no FROM job WHERE job_id = ? AND tenant = ?",
                query.beforeJobId(),
                query.tenant())
            .orElseThrow(() ->
                new ConvergeException(
                    ErrorCode.BAD_CURSOR, "cursor: " + query.beforeJobId() + " (expected: a job)"));
    where(
        "(%1$s.created_at, %1$s.job_no) %2$s (?, ?)"
            .formatted(walked, query.which().oldestFirst() ? ">" : "<"),
        cursor.createdAt(),
        cursor.jobNo());
  }

  private void order() {
    sql.append(
        " ORDER BY %1$s.created_at %2$s, %1$s.job_no %2$s LIMIT ?"
            .formatted(walked, query.which().oldestFirst() ? "ASC" : "DESC"));
    values.add(query.limit());
  }

  /// Counts jobs by template and status.
  static List<Tally> tally(Sql sql, String tenant, Instant since) throws SQLException {
    return sql.all(
        JobWalk::tally,
        "SELECT job.template, run.status, count(*), sum(run.tokens), sum(run.cost_micros) FROM job"
            + " JOIN run ON run.run_no = job.first_run_no WHERE job.tenant = ? AND job.created_at"
            + " >= ? GROUP BY job.template, run.status ORDER BY job.template, run.status",
        tenant,
        JobWalk.ceiling(since));
  }
}
