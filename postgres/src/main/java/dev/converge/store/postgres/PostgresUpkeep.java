package dev.converge.store.postgres;

import dev.converge.store.postgres.replica.PostgresConnections;
import dev.converge.store.postgres.replica.PostgresLimits;
import dev.converge.store.postgres.replica.PostgresMembers;
import dev.converge.store.postgres.replica.ReplicaRows;
import dev.converge.store.postgres.replica.Sql;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Regularly deletes what has expired and creates partitions in advance. One replica does this for
/// all.
final class PostgresUpkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresUpkeep.class);

  private final PostgresConnections connections;
  private final PostgresMembers members;
  private final InstantSource clock;
  private final Thread thread;
  private volatile boolean closed;

  PostgresUpkeep(PostgresConnections connections, PostgresMembers members, InstantSource clock) {
    this.connections = connections;
    this.members = members;
    this.clock = clock;
    this.thread = Thread.ofPlatform().name("converge-store-upkeep").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  static LocalDate today(InstantSource clock) {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  private void run() {
    while (!closed) {
      if (members.sweeps()) {
        sweep();
      }
      try {
        Thread.sleep(PostgresLimits.UPKEEP_EVERY);
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private void sweep() {
    try (var connection = connections.plain().connection()) {
      Sql sql = new Sql(connection);
      sql.run("SET lock_timeout = " + PostgresLimits.LOCK_PATIENCE.toMillis());
      PostgresSchema.partitions(sql, today(clock));
      ReplicaRows.purge(sql);
      while (PostgresJobRows.purgeKeys(sql, clock.millis()) == PostgresLimits.PURGED_KEYS) {
        LOG.debug("more expired keys to delete");
      }
    } catch (SQLException e) {
      LOG.warn("maintenance of the database failed and will be retried", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
