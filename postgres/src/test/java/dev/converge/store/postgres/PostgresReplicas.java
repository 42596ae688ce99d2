package dev.converge.store.postgres;

import dev.converge.store.StoreAddress;
import dev.converge.store.StoreOptions;
import dev.converge.store.postgres.replica.Notice;
import dev.converge.store.postgres.replica.Sql;
import dev.converge.testkit.Postgres;
import dev.converge.testkit.replicas.OpenReplica;
import dev.converge.testkit.replicas.OpenReplicas;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Several stores on one database for the contract suites.
record PostgresReplicas(StoreAddress address) implements OpenReplicas {
  @Override
  public OpenReplica join() {
    return new PostgresOpened(
        PostgresStore.open(address, StoreOptions.durable(InstantSource.system())));
  }

  /// The others see that it was not seen for long, however often it says that it is there.
  @Override
  public void cutOff(OpenReplica replica) {
    long number = ((PostgresOpened) replica).store().number();
    try (var connection = Postgres.connection(address.url())) {
      Sql sql = new Sql(connection);
      while (sql.update(
              "UPDATE replica SET seen_at = seen_at - interval '1 minute' WHERE replica_no = ?"
                  + " AND state = 'alive'",
              number)
          > 0) {
        Notice.send(sql, Notice.MEMBERS, List.of());
        LockSupport.parkNanos(5_000_000);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    FreeSchemas.give(address.url());
  }
}
