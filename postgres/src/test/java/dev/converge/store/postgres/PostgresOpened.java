package dev.converge.store.postgres;

import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.Replica;
import dev.converge.store.StoreAddress;
import dev.converge.store.StoreOptions;
import dev.converge.testkit.replicas.OpenReplica;
import java.sql.SQLException;
import java.time.InstantSource;

/// The PostgreSQL store for the contract suites.
///
/// @param over what is done once it is closed
record PostgresOpened(PostgresStore store, Runnable over) implements OpenReplica {
  PostgresOpened(PostgresStore store) {
    this(store, () -> {});
  }

  static PostgresOpened empty(InstantSource clock) throws SQLException {
    String url = FreeSchemas.take();
    return new PostgresOpened(
        PostgresStore.open(new StoreAddress(url), StoreOptions.durable(clock)),
        () -> FreeSchemas.give(url));
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
  public Replica replica() {
    return store.replica();
  }

  @Override
  public void close() {
    store.close();
    over.run();
  }
}
