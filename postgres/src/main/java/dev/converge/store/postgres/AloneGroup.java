package dev.converge.store.postgres;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// A write that needs statements of its own: a transaction that begins with the fence. Used by one
/// thread at a time.
final class AloneGroup<R> implements LaneConnection.Group {
  private final LaneConnection connection;
  private final PostgresWrite.Transaction<R> transaction;
  private final List<R> result = new ArrayList<>(1);

  AloneGroup(LaneConnection connection, PostgresWrite.Transaction<R> transaction) {
    this.connection = connection;
    this.transaction = transaction;
  }

  /// What the transaction came to, once it is stored.
  R result() {
    return result.getFirst();
  }

  @Override
  public boolean run(Sql sql, long expectedBatch) throws SQLException {
    sql.connection().setAutoCommit(false);
    try {
      if (sql.update(
              "UPDATE lane SET batch = batch + 1 WHERE lane_no = ? AND epoch = ? AND batch = ?",
              connection.laneNo(),
              connection.epoch(),
              expectedBatch)
          == 0) {
        sql.connection().rollback();
        return false;
      }
      result.clear();
      result.add(transaction.run(sql, connection.laneNo()));
      sql.connection().commit();
      return true;
    } catch (SQLException | RuntimeException e) {
      sql.connection().rollback();
      throw e;
    } finally {
      sql.connection().setAutoCommit(true);
    }
  }

  /// What the transaction came to was known before it was committed.
  @Override
  public void recall(Sql sql) {}
}
