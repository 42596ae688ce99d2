package dev.converge.testkit.contract;

import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;

/// A store under test, opened.
public interface OpenStore extends AutoCloseable {
  /// Its journal.
  Journal journal();

  /// Its jobs.
  JobStore jobs();

  @Override
  void close();
}
