package dev.converge.store.sqlite;

import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.store.StoreOptions;
import dev.converge.testkit.contract.OpenStore;
import java.nio.file.Path;
import java.time.InstantSource;

/// The SQLite store for the contract suites.
record SqliteOpened(SqliteStore store) implements OpenStore {
  static SqliteOpened in(Path directory, InstantSource clock) {
    return new SqliteOpened(SqliteStore.open(directory, StoreOptions.durable(clock)));
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
