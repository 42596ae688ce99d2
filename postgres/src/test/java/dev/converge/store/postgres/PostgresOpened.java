package dev.converge.store.postgres;

import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.store.StoreAddress;
import dev.converge.store.StoreOptions;
import dev.converge.testkit.OpenStore;
import dev.converge.testkit.Postgres;
import java.sql.SQLException;
import java.time.InstantSource;

/// The PostgreSQL store for the contract suites.
record PostgresOpened(PostgresStore store) implements OpenStore {
  static PostgresOpened empty(InstantSource clock) throws SQLException {
    return new PostgresOpened(
        PostgresStore.open(new StoreAddress(Postgres.database()), StoreOptions.durable(clock)));
  }

  @Override
  public Journal journal() {
    return store;
  }

  @Override
  public JobStore jobs() {
    return store;
  }

  @Override
  public void close() {
    store.close();
  }
}
