package dev.converge.store.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A prepared statement whose parameters are set in order. Not thread-safe.
final class BoundStatement {
  private final PreparedStatement statement;
  private int given;

  BoundStatement(PreparedStatement statement) {
    this.statement = statement;
  }

  BoundStatement with(long value) throws SQLException {
    statement.setLong(++given, value);
    return this;
  }

  BoundStatement with(@Nullable String value) throws SQLException {
    statement.setString(++given, value);
    return this;
  }

  BoundStatement withNumber(@Nullable Long value) throws SQLException {
    statement.setObject(++given, value);
    return this;
  }

  BoundStatement with(byte[] value) throws SQLException {
    statement.setBytes(++given, value);
    return this;
  }

  /// Executes the statement and returns the number of changed rows.
  int update() throws SQLException {
    given = 0;
    return statement.executeUpdate();
  }

  /// Executes the query. The result must be closed before the statement is used again.
  ResultSet query() throws SQLException {
    given = 0;
    return statement.executeQuery();
  }

  /// Clears the parameters that a failed use left.
  BoundStatement fresh() {
    given = 0;
    return this;
  }

  void close() throws SQLException {
    statement.close();
  }
}
