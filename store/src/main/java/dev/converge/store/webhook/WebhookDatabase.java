package dev.converge.store.webhook;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;

/// What webhooks need from their database. Thread-safe.
public interface WebhookDatabase {
  /// Statements on a connection, in a transaction if they change anything.
  ///
  /// @param <R> the result
  interface Work<R> {
    /// Executes the statements. Called again after a rollback.
    R run(Connection connection) throws SQLException;
  }

  /// Reads, and waits for the result.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `UNAVAILABLE`
  <R> R read(Work<R> work);

  /// Writes; never blocks for I/O.
  ///
  /// @param bytes approximate size
  /// @param otherwise the result if nothing could be written
  <R> void write(long bytes, Work<R> work, R otherwise, Consumer<? super R> done);

  /// Makes every change of a run move its cursors from now on, starting with this transaction. Does
  /// nothing if this is already so.
  void follow(Connection connection) throws SQLException;

  /// Stops moving cursors, so that appends no longer cost anything for them.
  void unfollow(Connection connection) throws SQLException;
}
