package dev.converge.store.sqlite;

import dev.converge.core.status.Status;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.listing.JobFilter;
import dev.converge.engine.store.JobStore.Listed;
import dev.converge.engine.store.JobStore.Query;
import dev.converge.engine.store.JobStore.Tally;
import dev.converge.store.JobColumns;
import dev.converge.store.JobWalk;
import dev.converge.store.ListConditions;
import dev.converge.store.RunColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Lists jobs by scanning an index in the order of the list: by correlation, else by status, else
/// by template, else by time alone. Other filters are checked row by row. Several statuses take
/// several scans, whose rows are merged.
final class JobListQuery {
  private static final String SELECT =
      "SELECT '', "
          + JobRows.COLUMNS
          + ", "
          + RunColumns.ALL
          + ", "
          + JobColumns.NOTES
          + ", job.job_no FROM ";
  // CROSS JOIN keeps the order of the tables, and therefore the scan.
  private static final String BY_STATUS =
      "run INDEXED BY first_run_by_status CROSS JOIN job ON job.job_no = run.job_no";
  private static final String FIRST_RUN = " CROSS JOIN run ON run.run_no = job.first_run_no";
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

  private JobListQuery() {}

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

  /// An SQL text and its parameters.
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

  /// Builds the query.
  ///
  /// @throws ConvergeException with `BAD_CURSOR`
  static Composed compose(Statements statements, Query query) throws SQLException {
    boolean byStatus = JobWalk.byStatus(query);
    String walked = byStatus ? "run" : "job";
    ListConditions list =
        new ListConditions(
            SELECT
                + (byStatus ? BY_STATUS : "job INDEXED BY " + index(query.which()) + FIRST_RUN)
                + REST
                + " WHERE "
                + walked
                + TENANT,
            query.tenant());
    statuses(list, query.which().statuses(), byStatus);
    list.common(query, walked);
    filter(list, query.which());
    if (query.beforeJobId() != null) {
      after(list, statements, query, walked);
    }
    list.page(query, walked);
    return new Composed(list.sql(), list.values());
  }

  private static String index(JobFilter which) {
    if (which.correlationId() != null) {
      return "job_by_correlation";
    }
    return which.template() != null ? "job_by_template" : "job_by_time";
  }

  private static void statuses(ListConditions list, List<Status> statuses, boolean walked) {
    if (walked) {
      list.where("run.replay_of IS NULL AND run.status = ?", RunRows.name(statuses.getFirst()));
    } else if (!statuses.isEmpty()) {
      String marks = String.join(", ", Collections.nCopies(statuses.size(), "?"));
      list.where("run.status IN (" + marks + ")", statuses.stream().map(RunRows::name).toArray());
    }
  }

  private static void filter(ListConditions list, JobFilter which) {
    if (which.prefix() != null) {
      String prefix = which.prefix();
      list.where(
          "(substr(job.job_id, 1, length(?)) = ? OR substr(job.correlation_id, 1, length(?)) = ?)",
          prefix,
          prefix,
          prefix,
          prefix);
    }
    // A string is compared by its value, everything else by its JSON text.
    which
        .metadata()
        .forEach((name, text) ->
            list.where(
                "(json_extract(job.metadata, ?) = ? OR job.metadata -> ? = ?)",
                "$.\"" + name + "\"",
                text,
                "$.\"" + name + "\"",
                text));
  }

  private static void after(ListConditions list, Statements statements, Query query, String walked)
      throws SQLException {
    try (ResultSet rows =
        statements.of(CURSOR).with(query.beforeJobId()).with(query.tenant()).query()) {
      if (!rows.next()) {
        throw ListConditions.noSuchJob(query);
      }
      list.after(query, walked, rows.getLong(1), rows.getLong(2));
    }
  }
}
