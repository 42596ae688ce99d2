package dev.converge.store.postgres;

import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.JobStore.CreateResult;
import dev.converge.engine.store.JobStore.IdempotencyKey;
import java.sql.SQLException;
import java.util.Optional;

/// The table of idempotency keys.
final class PostgresKeyRows {
  private PostgresKeyRows() {}

  private record Used(String fingerprint, long jobNo) {}

  private static long expired(long now) {
    return now - JobStore.KEY_RETENTION.toMillis();
  }

  /// What a creation with a key would find; empty if the key is free.
  static Optional<CreateResult> result(Sql sql, String tenant, IdempotencyKey key, long now)
      throws SQLException {
    Used used =
        sql.first(
                row -> new Used(row.getString(1), row.getLong(2)),
                "SELECT fingerprint, job_no FROM idempotency_key WHERE tenant = ? AND operation = ?"
                    + " AND key = ? AND created_at > ?",
                tenant,
                key.operation(),
                key.key(),
                expired(now))
            .orElse(null);
    if (used == null) {
      return Optional.empty();
    }
    return PostgresJobRows.numbered(sql, used.jobNo())
        .map(job ->
            used.fingerprint().equals(key.fingerprint())
                ? new CreateResult.SameKey(job)
                : new CreateResult.OtherBody(job));
  }

  /// Deletes keys that are not kept any longer, so many at most.
  static int purge(Sql sql, long now) throws SQLException {
    return sql.update(
        "DELETE FROM idempotency_key WHERE (tenant, operation, key) IN (SELECT tenant, operation,"
            + " key FROM idempotency_key WHERE created_at <= ? LIMIT ?)",
        expired(now),
        PostgresLimits.PURGED_KEYS);
  }
}
