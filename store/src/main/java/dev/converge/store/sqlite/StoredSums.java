package dev.converge.store.sqlite;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/// The bytes that the inserts of one transaction add to the stored bytes, in one statement for each
/// tenant and key. Triggers count changes and removals. Not thread-safe.
final class StoredSums {
  private static final String ADD =
      "INSERT INTO stored (tenant_no, key, bytes) VALUES (?, ?, ?)"
          + " ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes";

  /// The tenant and key that the bytes count for.
  ///
  /// @param key that submitted the job; empty if there was none
  record Payer(long tenantNo, String key) {}

  private final Map<Payer, Long> added = new HashMap<>();

  /// Counts inserted bytes.
  void add(Payer payer, long bytes) {
    added.merge(payer, bytes, Long::sum);
  }

  /// Writes the sums at the end of the transaction.
  void write(Statements statements) throws SQLException {
    for (Map.Entry<Payer, Long> one : added.entrySet()) {
      statements
          .of(ADD)
          .with(one.getKey().tenantNo())
          .with(one.getKey().key())
          .with(one.getValue())
          .update();
    }
    added.clear();
  }

  /// Resets the sums after a rollback.
  void clear() {
    added.clear();
  }
}
