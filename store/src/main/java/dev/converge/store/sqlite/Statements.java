package dev.converge.store.sqlite;

import dev.converge.store.webhook.WebhookDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.sqlite.ProgressHandler;

/// A connection with its prepared statements. Every SQL text is a constant or one of a few
/// combinations, so there are never many. Not thread-safe.
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

  /// Executes statements without keeping them prepared.
  <R> R with(WebhookDatabase.Work<R> work) throws SQLException {
    return work.run(connection);
  }

  /// Executes a statement that is not used again.
  void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// Executes a statement that is not used again and takes a step for each page.
  void executeWhole(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  /// Calls back regularly while a statement runs.
  ///
  /// @param steps of the database's virtual machine between two calls
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

  /// The single number that a query without parameters returns.
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
