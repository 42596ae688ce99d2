package dev.converge.store.postgres.replica;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A lane's connection and its row in the database. Writes a group, and after a broken connection
/// reads from the row whether the group was stored: each group increments `batch` in its own
/// transaction. `epoch` is 0 until another replica takes over this one and increments it. Used only
/// by the lane's thread, except for [#writable] and [#over].
final class LaneConnection {
  private static final Logger LOG = LoggerFactory.getLogger(LaneConnection.class);

  /// A group that does not change: whatever happens to one attempt, the next one writes the same.
  interface Group {
    /// Writes; `false` if the lane's row was not as expected.
    boolean run(Sql sql, long expectedBatch) throws SQLException;

    /// Reads from the database what was stored, because the group is stored and its response was
    /// lost.
    void recall(Sql sql) throws SQLException;
  }

  /// A write with its own statements: a transaction that starts with the fence.
  static final class Alone<R> implements Group {
    private final LaneConnection connection;
    private final PostgresWrite.Transaction<R> transaction;
    private final List<R> result = new ArrayList<>(1);

    Alone(LaneConnection connection, PostgresWrite.Transaction<R> transaction) {
      this.connection = connection;
      this.transaction = transaction;
    }

    /// The result of the transaction, once it is stored.
    R result() {
      return result.getFirst();
    }

    @Override
    public boolean run(Sql sql, long expectedBatch) throws SQLException {
      return sql.together(() -> {
        if (sql.update(
                "UPDATE lane SET batch = batch + 1 WHERE lane_no = ? AND epoch = 0 AND batch = ?",
                connection.laneNo(),
                expectedBatch)
            == 0) {
          return false;
        }
        result.clear();
        result.add(transaction.run(sql, connection.laneNo()));
        return true;
      });
    }

    /// The result of the transaction was known before the commit.
    @Override
    public void recall(Sql sql) {}
  }

  /// Handles events of a lane's connection.
  ///
  /// @param broken called for every broken connection
  /// @param away called repeatedly while the database is unavailable for longer than a write waits
  /// @param lost called with the reason if this lane can never write again
  /// @param closing whether the store is closing
  record Watch(Runnable broken, Runnable away, Consumer<String> lost, BooleanSupplier closing) {}

  private final PostgresConnections connections;
  private final Watch watch;
  private final long laneNo;
  private @Nullable Sql open;
  private long batch;
  private volatile @Nullable String over;
  private volatile boolean healthy = true;

  LaneConnection(PostgresConnections connections, Watch watch, long laneNo) {
    this.connections = connections;
    this.watch = watch;
    this.laneNo = laneNo;
  }

  /// The lane's number.
  long laneNo() {
    return laneNo;
  }

  /// Whether the last attempt succeeded.
  boolean writable() {
    return healthy;
  }

  /// Why nothing can be written any more, or `null`.
  @Nullable String over() {
    return over;
  }

  /// The connection; opens one if there is none.
  Sql connected() throws SQLException {
    Sql sql = open;
    if (sql == null) {
      sql = connections.lane();
      open = sql;
    }
    return sql;
  }

  /// Closes the connection. The next use opens a new one.
  void disconnect() {
    Sql sql = open;
    open = null;
    if (sql != null) {
      sql.close();
    }
  }

  /// Closes the connection for good.
  void close() {
    healthy = false;
    disconnect();
  }

  /// Checks whether the database is back if it was unavailable.
  void look() {
    if (over != null || healthy) {
      return;
    }
    try {
      connected().run("SELECT 1");
      healthy = true;
    } catch (SQLException _) {
      disconnect();
    }
  }

  /// Tries until the outcome of a group is certain. A group that was never sent is given up soon.
  /// One that was sent is never given up while the database is unavailable.
  ///
  /// @return why it was not stored, or `null`
  @Nullable String settle(Group group) throws InterruptedException {
    long begun = System.nanoTime();
    long patience = healthy ? PostgresLimits.WRITE_PATIENCE.toNanos() : 0;
    Duration pause = PostgresLimits.FIRST_PAUSE;
    long expected = batch;
    boolean sent = false;
    for (int tries = 1; ; tries++) {
      try {
        Sql sql = connected();
        if (sent) {
          Boolean became = became(sql, expected);
          if (became != null) {
            return became ? recalled(group, sql, expected) : over;
          }
        }
        sent = true;
        if (group.run(sql, expected)) {
          return stored(expected);
        }
        // Not as expected: an earlier attempt was stored after all, or another replica fenced this
        // lane off.
        Boolean became = became(sql, expected);
        return became != null && became
            ? recalled(group, sql, expected)
            : lose("another server took over");
      } catch (SQLException e) {
        String refused = failed(e, tries);
        if (refused != null) {
          return refused;
        }
        long waited = System.nanoTime() - begun;
        if (!sent && waited > patience) {
          return "the database cannot be reached";
        }
        if (sent && watch.closing().getAsBoolean() && waited > PostgresLimits.DOUBT.toNanos()) {
          return lose("the database did not confirm a group of writes");
        }
        if (waited > PostgresLimits.WRITE_PATIENCE.toNanos()) {
          watch.away().run();
        }
      } catch (RuntimeException e) {
        LOG.error("a write was refused", e);
        return "the store could not write: " + e.getClass().getSimpleName();
      }
      Thread.sleep(pause);
      pause = longer(pause);
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(PostgresLimits.LONGEST_PAUSE) > 0 ? PostgresLimits.LONGEST_PAUSE : twice;
  }

  /// What to do after a failed attempt: the reason to give up the group, or `null` to try again.
  private @Nullable String failed(SQLException e, int tries) {
    if (contended(e)) {
      return tries < PostgresLimits.TRIES ? null : "the store could not write: " + e.getSQLState();
    }
    if (!broken(e)) {
      LOG.error("a write was refused", e);
      return "the store could not write: " + e.getSQLState();
    }
    watch.broken().run();
    if (healthy) {
      LOG.error("the database cannot be written", e);
    }
    healthy = false;
    disconnect();
    return null;
  }

  /// Whether a group that was sent is stored; `null` if it must be sent again. Locks the row to
  /// read it, because the old transaction may still be running.
  private @Nullable Boolean became(Sql sql, long expected) throws SQLException {
    long[] row =
        sql.first(
                found -> new long[] {found.getLong(1), found.getLong(2)},
                "SELECT batch, epoch FROM lane WHERE lane_no = ? FOR UPDATE",
                laneNo)
            .orElse(new long[] {-1, -1});
    if (row[0] == expected + 1) {
      return true;
    }
    if (row[0] < expected) {
      lose("the database lost writes that it had acknowledged");
      return false;
    }
    if (row[1] != 0) {
      lose("another server took over");
      return false;
    }
    return null;
  }

  private @Nullable String recalled(Group group, Sql sql, long expected) throws SQLException {
    group.recall(sql);
    return stored(expected);
  }

  private @Nullable String stored(long expected) {
    batch = expected + 1;
    healthy = true;
    return null;
  }

  private String lose(String why) {
    over = why;
    healthy = false;
    LOG.error("lane {} stopped writing: {}", laneNo, why);
    watch.lost().accept(why);
    return why;
  }

  /// Lost against another transaction: 40001, 40P01.
  private static boolean contended(SQLException e) {
    String state = e.getSQLState();
    return state != null && state.startsWith("40");
  }

  /// The connection or the server failed, not the written data: 08, 25 (a transaction that waited
  /// too long for a paused process), 53, 57, 58, XX, or no state.
  private static boolean broken(SQLException e) {
    String state = e.getSQLState();
    return state == null
        || List.of("08", "25", "53", "57", "58", "XX").contains(state.substring(0, 2));
  }
}
