package dev.converge.store.sqlite;

import dev.converge.store.webhook.WebhookDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.sqlite.ProgressHandler;

/// A connection with the statements that were prepared on it. Every text of SQL is a constant or
/// put together from a few, so there are never many. Not thread-safe.
final class Statements implements AutoCloseable {
  private final Connection connection;
  private final Map<String, BoundStatement> prepared = new HashMap<>();

  Statements(Connection connection) {
    this.connection = connection;
  }

  /// The statement for a text of SQL, without parameters yet.
  BoundStatement of(String sql) throws SQLException {
    BoundStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = new BoundStatement(connection.prepareStatement(sql));
      prepared.put(sql, statement);
    }
    return statement.fresh();
  }

  /// Runs statements of others on the connection; they are not kept.
  <R> R with(WebhookDatabase.Work<R> work) throws SQLException {
    return work.run(connection);
  }

  /// Runs a statement that is not used again.
  void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// Runs a statement that is not used again and takes a step for each page.
  void executeWhole(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  /// Calls back now and then while a statement runs.
  ///
  /// @param steps of the database's machine from one call to the next
  void watch(int steps, Runnable called) throws SQLException {
    ProgressHandler.setHandler(
        connection,
        steps,
        new ProgressHandler() {
          @Override
          protected int progress() {
            called.run();
            return 0;
          }
        });
  }

  /// The one number that a query without parameters finds.
  long number(String sql) throws SQLException {
    try (ResultSet rows = of(sql).query()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
