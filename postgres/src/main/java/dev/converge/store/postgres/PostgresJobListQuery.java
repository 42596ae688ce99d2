package dev.converge.store.postgres;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.listing.JobFilter;
import dev.converge.engine.store.JobStore.Listed;
import dev.converge.engine.store.JobStore.Query;
import dev.converge.engine.store.JobStore.Tally;
import dev.converge.store.JobColumns;
import dev.converge.store.JobWalk;
import dev.converge.store.ListConditions;
import dev.converge.store.RunColumns;
import dev.converge.store.postgres.replica.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Lists jobs by scanning an index in the order of the list: by correlation, else by status, else
/// by template, else by time alone. Other filters are checked row by row. Several statuses take
/// several scans, whose rows are merged.
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
  // The run comes first, so that its index by status is scanned.
  private static final String SELECT_BY_STATUS =
      SELECT.replace(
          "job JOIN run ON run.run_no = job.first_run_no",
          "run JOIN job ON job.job_no = run.job_no");

  private PostgresJobListQuery() {}

  /// One page of the list.
  ///
  /// @throws ConvergeException with `BAD_CURSOR`
  static List<Listed> read(Sql sql, Query query) throws SQLException {
    List<JobWalk.Row> rows = new ArrayList<>();
    for (Query walk : JobWalk.of(query)) {
      ListConditions one = compose(sql, walk);
      rows.addAll(sql.all(JobWalk.Row::read, one.sql(), one.values().toArray()));
    }
    return JobWalk.page(rows, query);
  }

  /// Builds the query.
  ///
  /// @throws ConvergeException with `BAD_CURSOR`
  static ListConditions compose(Sql sql, Query query) throws SQLException {
    boolean byStatus = JobWalk.byStatus(query);
    String walked = byStatus ? "run" : "job";
    ListConditions list =
        new ListConditions(
            (byStatus ? SELECT_BY_STATUS : SELECT) + walked + ".tenant = ?", query.tenant());
    filter(list, query.which(), byStatus);
    list.common(query, walked);
    if (query.beforeJobId() != null) {
      after(list, sql, query, walked);
    }
    list.page(query, walked);
    return list;
  }

  private static void filter(ListConditions list, JobFilter which, boolean byStatus) {
    if (byStatus) {
      list.where(
          "run.replay_of IS NULL AND run.status = ?",
          PostgresRunRows.name(which.statuses().getFirst()));
    } else if (!which.statuses().isEmpty()) {
      list.where(
          "run.status = ANY(string_to_array(?, ','))",
          String.join(",", which.statuses().stream().map(PostgresRunRows::name).toList()));
    }
    if (which.prefix() != null) {
      String prefix = which.prefix();
      list.where(
          "(starts_with(job.job_id, ?) OR starts_with(job.correlation_id, ?))", prefix, prefix);
    }
    // A string is compared by its value, everything else by its JSON text.
    which
        .metadata()
        .forEach((name, text) -> list.where("job.metadata::json ->> ? = ?", name, text));
  }

  private record Cursor(long createdAt, long jobNo) {}

  private static void after(ListConditions list, Sql sql, Query query, String walked)
      throws SQLException {
    Cursor cursor =
        sql.first(
                row -> new Cursor(row.getLong(1), row.getLong(2)),
                "SELECT created_at, job_no FROM job WHERE job_id = ? AND tenant = ?",
                query.beforeJobId(),
                query.tenant())
            .orElseThrow(() -> ListConditions.noSuchJob(query));
    list.after(query, walked, cursor.createdAt(), cursor.jobNo());
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
