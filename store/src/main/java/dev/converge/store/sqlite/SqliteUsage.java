package dev.converge.store.sqlite;

import dev.converge.engine.store.StoredBytes.Stored;
import dev.converge.engine.store.UsageStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Usage on SQLite. Thread-safe.
final class SqliteUsage implements UsageStore {
  private static final String ADD =
      "INSERT INTO usage (tenant_no, key, day, jobs, tokens, cost_micros)"
          + " VALUES (?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT DO UPDATE SET jobs = jobs + excluded.jobs,"
          + " tokens = tokens + excluded.tokens,"
          + " cost_micros = cost_micros + excluded.cost_micros";
  private static final String FORGET = "DELETE FROM usage WHERE day < ?";
  private static final String SINCE =
      "SELECT tenant.name, key, day, jobs, tokens, cost_micros"
          + " FROM usage JOIN tenant USING (tenant_no)"
          + " WHERE day >= ? ORDER BY tenant.name, key, day";

  // The writer adds to these sums (see StoredSums). Triggers of the schema subtract from them.
  private static final String STORED =
      "SELECT tenant.name, stored.key, stored.bytes FROM stored JOIN tenant USING (tenant_no)"
          + " WHERE stored.bytes > 0";
  private static final String ORDER = " ORDER BY tenant.name, stored.key";
  private static final String ALL_STORED = STORED + ORDER;
  private static final String STORED_OF_TENANT =
      STORED + " AND stored.tenant_no = (SELECT tenant_no FROM tenant WHERE name = ?)" + ORDER;

  private final Readers readers;

  SqliteUsage(Readers readers) {
    this.readers = readers;
  }

  /// Adds a change in the transaction that is open.
  static void add(WriteSession session, Used change) throws SQLException {
    long day = change.day().toEpochDay();
    session.statements().of(FORGET).with(day - KEPT_DAYS).update();
    session
        .statements()
        .of(ADD)
        .with(session.tenantNo(change.tenant()))
        .with(change.key())
        .with(day)
        .with(change.jobs())
        .with(change.tokens())
        .with(change.costMicros())
        .update();
  }

  @Override
  public List<Used> since(LocalDate day) {
    return readers.read(statements -> {
      List<Used> used = new ArrayList<>();
      try (ResultSet rows = statements.of(SINCE).with(day.toEpochDay()).query()) {
        while (rows.next()) {
          used.add(
              new Used(
                  rows.getString(1),
                  rows.getString(2),
                  LocalDate.ofEpochDay(rows.getLong(3)),
                  rows.getLong(4),
                  rows.getLong(5),
                  rows.getLong(6)));
        }
      }
      return used;
    });
  }

  /// The stored bytes of tenants and keys.
  ///
  /// @param tenant to read, or `null` for all
  static List<Stored> stored(Statements statements, @Nullable String tenant) throws SQLException {
    BoundStatement query =
        tenant == null ? statements.of(ALL_STORED) : statements.of(STORED_OF_TENANT).with(tenant);
    List<Stored> stored = new ArrayList<>();
    try (ResultSet rows = query.query()) {
      while (rows.next()) {
        stored.add(new Stored(rows.getString(1), rows.getString(2), rows.getLong(3)));
      }
    }
    return stored;
  }
}
