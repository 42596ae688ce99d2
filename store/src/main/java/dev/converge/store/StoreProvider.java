package dev.converge.store;

/// Opens stores of one kind of database. [java.util.ServiceLoader] finds the implementations.
public interface StoreProvider {
  /// Whether a URL names a database of this kind.
  boolean accepts(String url);

  /// Opens the store at an address whose URL [#accepts] accepts.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `UNAVAILABLE` if it cannot be opened
  Store open(StoreAddress address, StoreOptions options);

  /// Opens the store at an address to copy from it.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `INVALID` if this kind of database
  ///   cannot be copied from, and with `UNAVAILABLE` if it cannot be opened
  CopySource source(StoreAddress address, StoreOptions options);

  /// Opens the store at an address to copy into it.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `INVALID` if this kind of database
  ///   cannot be copied into, and with `UNAVAILABLE` if it cannot be opened
  CopyTarget target(StoreAddress address, StoreOptions options);
}
