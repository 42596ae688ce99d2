package dev.converge.engine.store;

import java.util.List;
import java.util.function.Consumer;

/// API keys in a database, so that every server on it knows them. What a line says is up to who
/// wrote it. Thread-safe.
public interface KeyStore {
  /// A key.
  ///
  /// @param id of the key
  /// @param line what is kept of it, which is never the key itself
  record Kept(String id, String line) {}

  /// Every key, in the order in which they were added. Blocks for I/O.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `UNAVAILABLE`
  List<Kept> keys();

  /// A number that is another one after each change. Quick, but blocks for I/O.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `UNAVAILABLE`
  long version();

  /// Adds a key, or puts another line in the place of the one with its id. Never blocks for I/O.
  ///
  /// @param done is told whether it is durable, on a thread of the store
  void put(Kept key, Consumer<Boolean> done);
}
