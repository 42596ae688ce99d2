package dev.converge.store.webhook;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;

/// What webhooks need of the database that they are in. Thread-safe.
public interface WebhookDatabase {
  /// Statements over a connection, in a transaction if they change something.
  ///
  /// @param <R> what they come to
  interface Work<R> {
    /// Runs them; again after a transaction that was undone.
    R run(Connection connection) throws SQLException;
  }

  /// Reads, and waits for it.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `UNAVAILABLE`
  <R> R read(Work<R> work);

  /// Writes; never blocks for I/O.
  ///
  /// @param bytes that it takes, roughly
  /// @param otherwise what it comes to if nothing could be written
  <R> void write(long bytes, Work<R> work, R otherwise, Consumer<? super R> done);

  /// From now on, within the transaction: what is stored of a run moves its cursors. Nothing if
  /// that is so.
  void follow(Connection connection) throws SQLException;

  /// From now on nothing moves cursors, and appends pay nothing for them.
  void unfollow(Connection connection) throws SQLException;
}
