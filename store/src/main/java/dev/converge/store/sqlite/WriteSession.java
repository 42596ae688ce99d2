package dev.converge.store.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The writing connection and what the writer caches of the database. A session that failed is
/// closed and a new one opened. Not thread-safe.
final class WriteSession implements AutoCloseable {
  private static final String TENANT = "SELECT tenant_no FROM tenant WHERE name = ?";
  private static final String NEW_TENANT = "INSERT INTO tenant (name) VALUES (?)";

  private final Statements statements;
  private final InstantSource clock;
  private final StoredSums stored = new StoredSums();
  private final RunCache runs = new RunCache(SqliteLimits.CACHED_RUNS);
  private final Map<String, Long> tenants = new HashMap<>();
  private long lastJobNo;
  private long lastRunNo;

  private WriteSession(Statements statements, InstantSource clock) {
    this.statements = statements;
    this.clock = clock;
  }

  /// Opens the connection and migrates the schema.
  ///
  /// @param create whether to create the database if it does not exist
  static WriteSession open(SqliteConnections connections, InstantSource clock, boolean create)
      throws SQLException {
    Statements statements = connections.writer(create);
    try {
      Migrations.run(statements, clock);
      WriteSession session = new WriteSession(statements, clock);
      session.lastJobNo = statements.number("SELECT coalesce(max(job_no), 0) FROM job");
      session.lastRunNo = statements.number("SELECT coalesce(max(run_no), 0) FROM run");
      return session;
    } catch (SQLException | RuntimeException e) {
      statements.close();
      throw e;
    }
  }

  Statements statements() {
    return statements;
  }

  /// The bytes that this transaction adds to the stored bytes.
  StoredSums stored() {
    return stored;
  }

  /// Milliseconds since the Unix epoch.
  long now() {
    return clock.millis();
  }

  void begin() throws SQLException {
    statements.of("BEGIN IMMEDIATE").update();
  }

  void commit() throws SQLException {
    stored.write(statements);
    statements.of("COMMIT").update();
  }

  /// Returns free pages to the disk, if the database keeps track of them.
  void shrink() throws SQLException {
    statements.executeWhole("PRAGMA incremental_vacuum");
  }

  /// Copies the write-ahead log into the database and empties it.
  ///
  /// @param patient whether to wait a short while for readers that still need it
  /// @return whether it is empty; `false` while a reader still needs it
  boolean fold(boolean patient) throws SQLException {
    busyTimeout(patient ? SqliteLimits.BUSY_PATIENCE.toMillis() : 0);
    try (ResultSet row = statements.of("PRAGMA wal_checkpoint(TRUNCATE)").query()) {
      return row.next() && row.getInt(1) == 0;
    } finally {
      busyTimeout(SqliteLimits.BUSY_PATIENCE.toMillis());
    }
  }

  private void busyTimeout(long millis) throws SQLException {
    statements.execute("PRAGMA busy_timeout = " + millis);
  }

  /// Rolls back, and forgets everything that may have been cached from the transaction.
  void rollback() throws SQLException {
    runs.clear();
    tenants.clear();
    stored.clear();
    statements.of("ROLLBACK").update();
  }

  /// The next unused job number. Numbers of a transaction that was rolled back stay unused.
  long nextJobNo() {
    return ++lastJobNo;
  }

  /// The next unused run number.
  long nextRunNo() {
    return ++lastRunNo;
  }

  /// The number of a tenant; assigns one if it has none.
  long tenantNo(String tenant) throws SQLException {
    Long known = tenants.get(tenant);
    if (known != null) {
      return known;
    }
    Long number = findTenant(tenant);
    if (number == null) {
      statements.of(NEW_TENANT).with(tenant).update();
      number = findTenant(tenant);
    }
    if (number == null) {
      throw new SQLException("tenant: " + tenant + " (expected: stored just now)");
    }
    if (tenants.size() >= SqliteLimits.CACHED_TENANTS) {
      tenants.clear();
    }
    tenants.put(tenant, number);
    return number;
  }

  private @Nullable Long findTenant(String tenant) throws SQLException {
    try (ResultSet rows = statements.of(TENANT).with(tenant).query()) {
      return rows.next() ? (Long) rows.getLong(1) : null;
    }
  }

  /// The state of a run, or `null` if it does not exist.
  RunRows.@Nullable Place place(String runId) throws SQLException {
    RunRows.Place place = runs.get(runId);
    return place != null ? place : RunRows.place(statements, runId);
  }

  /// Caches the state of a run.
  void moved(String runId, RunRows.Place place) {
    runs.put(runId, place);
  }

  /// Removes a run from the cache.
  void forget(String runId) {
    runs.forget(runId);
  }

  @Override
  public void close() throws SQLException {
    statements.close();
  }
}
