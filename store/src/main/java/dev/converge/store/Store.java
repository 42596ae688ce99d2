package dev.converge.store;

import dev.converge.engine.ErasureStore;
import dev.converge.engine.JobStore;
import dev.converge.engine.Journal;
import dev.converge.engine.TemplateStore;

/// A store: the engine's ports over one database. Thread-safe.
public interface Store extends Journal, JobStore, ErasureStore, AutoCloseable {
  /// The installed templates, in the same database.
  TemplateStore templates();

  /// Writes what was handed over, refuses what comes later, and releases the database. May be
  /// called again.
  @Override
  void close();
}
