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

/// A store: the engine's ports over one database. Thread-safe.
public interface Store extends Journal, JobStore, ErasureStore, AutoCloseable {
  /// The installed templates, in the same database.
  TemplateStore templates();

  /// The administrative log, in the same database.
  AdminLog adminLog();

  /// What was used, for quotas, in the same database.
  UsageStore usage();

  /// API keys in the same database; empty if they are in a file beside it.
  Optional<KeyStore> keys();

  /// This process among those that work on the same database.
  Replica replica();

  /// Webhooks, in the same database.
  WebhookStore webhooks();

  /// What is measured of it; empty for a store of one process.
  Optional<ReplicaFigures> figures();

  /// What an operator should know of the database although it works: how sure it is of what it
  /// acknowledged. Quick; empty if there is nothing to say.
  Optional<String> note();

  /// Calls back once if the store can never be written again by this process, because another
  /// process may use its files; the process should then end.
  ///
  /// @param told gets the reason, on the store's thread
  void whenLost(Consumer<String> told);

  /// Writes what was handed over, refuses what comes later, and releases the database. May be
  /// called again.
  @Override
  void close();
}
