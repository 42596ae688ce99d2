package dev.converge.store;

import dev.converge.engine.store.AdminLog;
import dev.converge.engine.store.ErasureStore;
import dev.converge.engine.store.JobStore;
import dev.converge.engine.store.Journal;
import dev.converge.engine.store.KeyStore;
import dev.converge.engine.store.Replica;
import dev.converge.engine.store.ReplicaFigures;
import dev.converge.engine.store.TemplateStore;
import dev.converge.engine.store.UsageStore;
import dev.converge.engine.store.WebhookStore;
import java.util.Optional;
import java.util.function.Consumer;

/// Implements the engine's ports with one database. Thread-safe.
public interface Store extends Journal, JobStore, ErasureStore, AutoCloseable {
  /// The installed templates, in the same database.
  TemplateStore templates();

  /// The administrative log, in the same database.
  AdminLog adminLog();

  /// The usage that quotas count, in the same database.
  UsageStore usage();

  /// API keys in the same database; empty if they are stored in a separate file.
  Optional<KeyStore> keys();

  /// The membership of this process among those that use the same database.
  Replica replica();

  /// Webhooks, in the same database.
  WebhookStore webhooks();

  /// Measurements of the store; empty for a store of one process.
  Optional<ReplicaFigures> figures();

  /// A warning for the operator about a database that works but may not keep what it acknowledged.
  /// Empty if there is none. Returns immediately.
  Optional<String> note();

  /// Sets a callback that is invoked once if this process can never write to the store again,
  /// because another process may use its files. The process should then exit.
  ///
  /// @param told receives the reason, on the store's thread
  void whenLost(Consumer<String> told);

  /// Completes the submitted writes, refuses later ones, and releases the database. Can be called
  /// more than once.
  @Override
  void close();
}
