package dev.converge.store.sqlite;

import dev.converge.engine.store.JobStore.Tally;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Counts jobs by template and status.
final class JobTally {
  private static final String SELECT =
      "SELECT job.template, run.status, count(*), sum(run.tokens), sum(run.cost_micros) FROM job"
          + " INDEXED BY job_by_time CROSS JOIN run ON run.run_no = job.first_run_no WHERE"
          + " job.tenant_no = (SELECT tenant_no FROM tenant WHERE name = ?) AND job.created_at >= ?"
          + " GROUP BY job.template, run.status ORDER BY job.template, run.status";

  private JobTally() {}

  static List<Tally> read(Statements statements, String tenant, Instant since) throws SQLException {
    List<Tally> tallies = new ArrayList<>();
    try (ResultSet rows =
        statements.of(SELECT).with(tenant).with(JobListQuery.ceiling(since)).query()) {
      while (rows.next()) {
        tallies.add(
            new Tally(
                rows.getString(1),
                RunRows.status(rows.getString(2)),
                rows.getLong(3),
                rows.getLong(4),
                rows.getLong(5)));
      }
    }
    return tallies;
  }
}
