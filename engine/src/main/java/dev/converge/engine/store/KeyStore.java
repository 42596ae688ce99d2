package dev.converge.engine.store;

import java.util.List;
import java.util.function.Consumer;

/// API keys in a database, so that every server on it knows them. The writer defines the content of
/// a line. Thread-safe.
public interface KeyStore {
  /// A key.
  ///
  /// @param id of the key
  /// @param line the stored information, which is never the key itself
  record Kept(String id, String line) {}

  /// All keys, in the order in which they were added. Blocks for I/O.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `UNAVAILABLE`
  List<Kept> keys();

  /// A number that changes with each change of the keys. Quick, but blocks for I/O.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `UNAVAILABLE`
  long version();

  /// Adds a key, or replaces the line of an existing one. Never blocks for I/O.
  ///
  /// @param done receives whether it is durable, on a thread of the store
  void put(Kept key, Consumer<Boolean> done);
}
