package dev.converge.store.postgres.replica;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Statements on one connection, with parameters in order. Used by one thread at a time.
public record Sql(Connection connection) {
  private static final Logger LOG = LoggerFactory.getLogger(Sql.class);

  /// Reads one row.
  public interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private PreparedStatement prepared(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < values.length; i++) {
        Object value = values[i];
        if (value == null) {
          statement.setNull(i + 1, Types.VARCHAR);
        } else if (value instanceof String text) {
          statement.setString(i + 1, storable(text));
        } else {
          statement.setObject(i + 1, value);
        }
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  /// A text without the NUL character, which PostgreSQL cannot store.
  public static String storable(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\ufffd');
  }

  /// All rows.
  public <T> List<T> all(Row<T> row, String sql, @Nullable Object... values) throws SQLException {
    List<T> all = new ArrayList<>();
    try (PreparedStatement statement = prepared(sql, values);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        all.add(row.read(rows));
      }
    }
    return all;
  }

  /// The first row.
  public <T> Optional<T> first(Row<T> row, String sql, @Nullable Object... values)
      throws SQLException {
    return all(row, sql, values).stream().findFirst();
  }

  /// Changes rows.
  ///
  /// @return the number of changed rows
  public int update(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = prepared(sql, values)) {
      return statement.executeUpdate();
    }
  }

  /// The content of a transaction.
  public interface Together<T> {
    T run() throws SQLException;
  }

  /// Runs a transaction: all of it or nothing.
  public <T> T together(Together<T> what) throws SQLException {
    connection.setAutoCommit(false);
    try {
      T result = what.run();
      connection.commit();
      return result;
    } catch (SQLException | RuntimeException e) {
      rollback(e);
      throw e;
    } finally {
      endTransaction();
    }
  }

  private void rollback(Exception because) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }

  /// A broken connection is detected by its next statement.
  private void endTransaction() {
    try {
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      LOG.debug("a transaction could not be ended", e);
    }
  }

  /// Runs a text that contains statements without parameters.
  public void run(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// Closes the connection, whatever its state.
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("a connection could not be closed", e);
    }
  }
}
