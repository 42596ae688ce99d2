package dev.converge.store.sqlite;

import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.JobStore.IdempotencyKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table of idempotency keys.
final class KeyRows {
  private static final String FIND =
      "SELECT fingerprint, job_no, created_at FROM idempotency_key"
          + " WHERE tenant_no = ? AND operation = ? AND key = ?";
  private static final String TENANT = "SELECT tenant_no FROM tenant WHERE name = ?";
  private static final String PUT =
      "INSERT OR REPLACE INTO idempotency_key"
          + " (tenant_no, operation, key, fingerprint, job_no, created_at)"
          + " VALUES (?, ?, ?, ?, ?, ?)";
  private static final String FORGET = "DELETE FROM idempotency_key WHERE job_no = ?";
  private static final String PURGE =
      "DELETE FROM idempotency_key WHERE (tenant_no, operation, key) IN"
          + " (SELECT tenant_no, operation, key FROM idempotency_key WHERE created_at <= ?"
          + " LIMIT ?)";

  private KeyRows() {}

  /// A key with its first use.
  record Used(String fingerprint, long jobNo) {}

  private static long expired(long now) {
    return now - JobStore.KEY_RETENTION.toMillis();
  }

  /// The use of an unexpired key.
  static @Nullable Used find(Statements statements, long tenantNo, IdempotencyKey key, long now)
      throws SQLException {
    try (ResultSet rows =
        statements.of(FIND).with(tenantNo).with(key.operation()).with(key.key()).query()) {
      return rows.next() && rows.getLong(3) > expired(now)
          ? new Used(rows.getString(1), rows.getLong(2))
          : null;
    }
  }

  /// What a creation with this key would find; empty if the key is free.
  static Optional<JobStore.CreateResult> result(
      Statements statements, String tenant, IdempotencyKey key, long now) throws SQLException {
    try (ResultSet rows = statements.of(TENANT).with(tenant).query()) {
      Used used = rows.next() ? find(statements, rows.getLong(1), key, now) : null;
      if (used == null) {
        return Optional.empty();
      }
      boolean same = used.fingerprint().equals(key.fingerprint());
      return JobRows.numbered(statements, used.jobNo())
          .map(job ->
              same
                  ? new JobStore.CreateResult.SameKey(job)
                  : new JobStore.CreateResult.OtherBody(job));
    }
  }

  static void put(Statements statements, long tenantNo, IdempotencyKey key, long jobNo, long now)
      throws SQLException {
    statements
        .of(PUT)
        .with(tenantNo)
        .with(key.operation())
        .with(key.key())
        .with(key.fingerprint())
        .with(jobNo)
        .with(now)
        .update();
  }

  /// Deletes the keys of a job.
  static void forget(Statements statements, long jobNo) throws SQLException {
    statements.of(FORGET).with(jobNo).update();
  }

  /// Deletes expired keys.
  ///
  /// @return the number of deleted keys, at most [SqliteLimits#PURGED_KEYS]
  static int purge(Statements statements, long now) throws SQLException {
    return statements.of(PURGE).with(expired(now)).with(SqliteLimits.PURGED_KEYS).update();
  }
}
