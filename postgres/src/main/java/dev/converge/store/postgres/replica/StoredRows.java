package dev.converge.store.postgres.replica;

import dev.converge.engine.store.StoredBytes.Stored;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The table of stored bytes of tenants and keys. Each lane counts in its own rows.
public final class StoredRows {
  private static final String ADD = "INSERT INTO stored AS kept (lane_no, tenant, key, bytes) ";
  private static final String TO_WHAT_IS_THERE =
      " ON CONFLICT (lane_no, tenant, key) DO UPDATE SET bytes = kept.bytes + excluded.bytes";

  private StoredRows() {}

  /// Adds to the count of a tenant's key; the amount can be negative.
  public static void add(Sql sql, long laneNo, String tenant, String key, long bytes)
      throws SQLException {
    if (bytes != 0) {
      sql.update(ADD + "VALUES (?, ?, ?, ?)" + TO_WHAT_IS_THERE, laneNo, tenant, key, bytes);
    }
  }

  /// Adds up the counts of the lanes of a replica that has left.
  static void fold(Sql sql, long replicaNo) throws SQLException {
    sql.update(
        "WITH over AS (DELETE FROM stored WHERE lane_no IN (SELECT lane_no FROM lane WHERE"
            + " replica_no = ?) RETURNING tenant, key, bytes) "
            + ADD
            + "SELECT 0, tenant, key, sum(bytes) FROM over GROUP BY tenant, key ORDER BY tenant,"
            + " key"
            + TO_WHAT_IS_THERE,
        replicaNo);
  }

  /// The stored bytes of tenants and keys.
  ///
  /// @param tenant to read, or `null` for all
  public static List<Stored> read(Sql sql, @Nullable String tenant) throws SQLException {
    return sql.all(
        row -> new Stored(row.getString(1), row.getString(2), row.getLong(3)),
        "SELECT tenant, key, sum(bytes) FROM stored WHERE ?::text IS NULL OR tenant = ?"
            + " GROUP BY tenant, key HAVING sum(bytes) > 0 ORDER BY tenant, key",
        tenant,
        tenant);
  }
}
