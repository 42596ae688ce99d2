package dev.converge.store;

/// Opens stores of one kind of database. Implementations are found by [java.util.ServiceLoader].
public interface StoreProvider {
  /// Whether a URL names a database of this kind.
  boolean accepts(String url);

  /// Opens the store at an address whose URL [#accepts] accepts.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `UNAVAILABLE` if it cannot be opened
  Store open(StoreAddress address, StoreOptions options);

  /// Opens the store at an address for a copy out of it.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `INVALID` if this kind of database is
  ///   not copied from, and with `UNAVAILABLE` if it cannot be opened
  CopySource source(StoreAddress address, StoreOptions options);

  /// Opens the store at an address for a copy into it.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `INVALID` if this kind of database is
  ///   not copied into, and with `UNAVAILABLE` if it cannot be opened
  CopyTarget target(StoreAddress address, StoreOptions options);
}
