package dev.converge.store.postgres;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The lock of the one server that writes to a schema: an advisory lock, held by a connection that
/// does nothing else. PostgreSQL frees it when the connection ends, so another server can take over
/// from one that was killed.
///
/// The lock says whose turn it is; what keeps a server from writing when it is not its turn is the
/// epoch of its lanes. So a lock that was lost with its connection is taken again, unless another
/// server was faster.
final class ServerLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerLock.class);
  private static final int KEY = 0x636f_6e76;

  private static final String TAKE =
      "SELECT pg_try_advisory_lock(" + KEY + ", hashtext(current_schema()))";

  private static final String HOLDER =
      "SELECT coalesce(host(client_addr), 'the same machine') || ' since '"
          + " || to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
          + " FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory'"
          + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
          + " AND granted AND objsubid = 2 AND classid = "
          + KEY
          + " AND objid = (hashtext(current_schema())::bigint & 4294967295)::oid";

  /// What this server's lanes are known by.
  ///
  /// @param replicaNo number of the server
  /// @param lost told once if another server took over
  record Held(long replicaNo, Consumer<String> lost) {}

  private final PostgresConnections connections;
  private final Thread thread;
  private volatile @Nullable Sql open;
  private volatile @Nullable Held held;
  private volatile boolean closed;

  private ServerLock(PostgresConnections connections, Sql open) {
    this.connections = connections;
    this.open = open;
    this.thread = Thread.ofPlatform().name("converge-store-lock").daemon().unstarted(this::watch);
  }

  /// Takes the lock over a connection, which then belongs to it; empty if another server has it.
  static Optional<ServerLock> take(PostgresConnections connections, Sql sql) throws SQLException {
    return taken(sql) ? Optional.of(new ServerLock(connections, sql)) : Optional.empty();
  }

  private static boolean taken(Sql sql) throws SQLException {
    return sql.first(row -> row.getBoolean(1), TAKE).orElse(false);
  }

  /// Which server has the lock, for people.
  static Optional<String> holder(Sql sql) throws SQLException {
    return sql.first(row -> row.getString(1), HOLDER);
  }

  /// Begins to look after the lock.
  void keep(Held what) {
    held = what;
    thread.start();
  }

  /// Whether the lock is held, as far as is known.
  boolean isHeld() {
    return open != null;
  }

  private void watch() {
    while (!closed) {
      LockSupport.parkNanos(PostgresLimits.LOCK_EVERY.toNanos());
      Held what = held;
      if (what != null && !closed && !look(what)) {
        what.lost().accept("another server took over the database");
        return;
      }
    }
  }

  /// Looks after the connection; `false` if another server took over.
  private boolean look(Held what) {
    Sql sql = open;
    try {
      if (sql != null) {
        return isMine(sql, what);
      }
      sql = connections.watched();
      if (!isMine(sql, what)) {
        sql.close();
        return false;
      }
      if (taken(sql)) {
        LOG.info("the database is back");
        open = sql;
        return true;
      }
      sql.close();
    } catch (SQLException e) {
      if (open != null) {
        LOG.error("the connection to the database broke", e);
      }
      open = null;
      if (sql != null) {
        sql.close();
      }
    }
    return true;
  }

  private static boolean isMine(Sql sql, Held what) throws SQLException {
    return sql.first(
            row -> row.getBoolean(1),
            "SELECT bool_and(epoch = 0) FROM lane WHERE replica_no = ?",
            what.replicaNo())
        .orElse(false);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive() && Thread.currentThread() != thread) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    Sql sql = open;
    open = null;
    if (sql != null) {
      sql.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
