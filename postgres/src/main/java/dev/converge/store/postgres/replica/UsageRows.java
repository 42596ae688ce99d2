package dev.converge.store.postgres.replica;

import dev.converge.engine.store.SharedUsage.Ask;
import dev.converge.engine.store.UsageStore;
import dev.converge.engine.store.UsageStore.Used;
import java.sql.SQLException;

/// The tables of what tenants and keys use, and of what is reserved for jobs that are about to be
/// stored.
public final class UsageRows {
  static final String ADD =
      "INSERT INTO usage AS used (tenant, key, day, jobs, tokens, cost_micros) %s ON CONFLICT"
          + " (tenant, key, day) DO UPDATE SET jobs = used.jobs + excluded.jobs, tokens ="
          + " used.tokens + excluded.tokens, cost_micros = used.cost_micros +"
          + " excluded.cost_micros";

  private static final String FORGET =
      "DELETE FROM usage WHERE day < (SELECT max(day) FROM usage) - ?";

  private UsageRows() {}

  /// Notes what is about to be stored.
  ///
  /// @return its number
  public static long await(Sql sql, long laneNo, Ask ask) throws SQLException {
    Used change = ask.change();
    return sql.first(
            row -> row.getLong(1),
            "INSERT INTO usage_pending (replica_no, tenant, key, jobs, bytes, day, used_jobs, tokens,"
                + " cost_micros) SELECT replica_no, ?, ?, ?, ?, ?, ?, ?, ? FROM lane WHERE lane_no ="
                + " ? RETURNING pending_no",
            change.tenant(),
            change.key(),
            ask.jobs(),
            ask.bytes(),
            change.day().toEpochDay(),
            change.jobs(),
            change.tokens(),
            change.costMicros(),
            laneNo)
        .orElseThrow();
  }

  /// What was about to be stored is stored, or will not be.
  public static void settled(Sql sql, long number) throws SQLException {
    sql.update("DELETE FROM usage_pending WHERE pending_no = ?", number);
  }

  /// A server stores nothing any more, so what it was about to store does not count.
  static void leave(Sql sql, long replicaNo) throws SQLException {
    sql.update("DELETE FROM usage_pending WHERE replica_no = ?", replicaNo);
  }

  /// Forgets what is too old beside what was used last.
  static void purge(Sql sql) throws SQLException {
    sql.update(FORGET, (long) UsageStore.KEPT_DAYS);
  }
}
