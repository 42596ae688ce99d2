package dev.converge.store.postgres.replica;

import dev.converge.engine.store.SharedUsage.Ask;
import dev.converge.engine.store.UsageStore.Used;
import java.sql.SQLException;

/// The tables of what tenants and keys use, and of what is reserved for jobs that are about to be
/// stored.
public final class UsageRows {
  private static final String ADD =
      "INSERT INTO usage AS used (tenant, key, day, jobs, tokens, cost_micros) %s ON CONFLICT"
          + " (tenant, key, day) DO UPDATE SET jobs = used.jobs + excluded.jobs, tokens ="
          + " used.tokens + excluded.tokens, cost_micros = used.cost_micros +"
          + " excluded.cost_micros";

  // Whoever took the server over saw all that it stored.
  private static final String GIVE_BACK =
      "WITH gone AS (DELETE FROM usage_pending WHERE %s RETURNING *) "
          + ADD.formatted(
              "SELECT tenant, key, day, -sum(used_jobs), -sum(tokens), -sum(cost_micros) FROM gone"
                  + " WHERE job_id IS NOT NULL AND NOT EXISTS (SELECT FROM job WHERE job.job_id ="
                  + " gone.job_id) GROUP BY tenant, key, day ORDER BY tenant, key, day");

  private UsageRows() {}

  /// Adds to what is used.
  public static void add(Sql sql, Used change) throws SQLException {
    sql.update(
        ADD.formatted("VALUES (?, ?, ?, ?, ?, ?)"),
        change.tenant(),
        change.key(),
        change.day().toEpochDay(),
        change.jobs(),
        change.tokens(),
        change.costMicros());
  }

  /// Notes what is about to be stored.
  ///
  /// @return its number
  public static long await(Sql sql, long laneNo, Ask ask) throws SQLException {
    Used change = ask.change();
    return sql.first(
            row -> row.getLong(1),
            "INSERT INTO usage_pending (replica_no, tenant, key, jobs, bytes, job_id, day,"
                + " used_jobs, tokens, cost_micros) SELECT replica_no, ?, ?, ?, ?, ?, ?, ?, ?, ?"
                + " FROM lane WHERE lane_no = ? RETURNING pending_no",
            change.tenant(),
            change.key(),
            ask.jobs(),
            ask.bytes(),
            ask.jobId(),
            change.day().toEpochDay(),
            change.jobs(),
            change.tokens(),
            change.costMicros(),
            laneNo)
        .orElseThrow();
  }

  /// What was about to be stored is stored, or will not be.
  ///
  /// @return how many rows there were
  public static int settled(Sql sql, long number) throws SQLException {
    return sql.update("DELETE FROM usage_pending WHERE pending_no = ?", number);
  }

  /// A job is made. What was given back meanwhile, because this server was taken for dead, counts
  /// again.
  public static void made(Sql sql, long number, Used change) throws SQLException {
    if (settled(sql, number) == 0) {
      add(sql, change);
    }
  }

  /// A job will not be made.
  public static void notMade(Sql sql, long number) throws SQLException {
    sql.update(GIVE_BACK.formatted("pending_no = ?"), number);
  }

  /// A server stores nothing any more: what it had reserved for jobs that are not there is given
  /// back.
  static void leave(Sql sql, long replicaNo) throws SQLException {
    sql.update(GIVE_BACK.formatted("replica_no = ?"), replicaNo);
  }

  /// What is left of servers that an earlier version took over.
  static void purge(Sql sql) throws SQLException {
    sql.update(
        GIVE_BACK.formatted("replica_no IN (SELECT replica_no FROM replica WHERE state = 'gone')"));
  }
}
