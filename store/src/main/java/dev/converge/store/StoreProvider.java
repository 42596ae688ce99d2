package dev.converge.store;

/// Opens stores of one kind of database. Implementations are found by [java.util.ServiceLoader].
public interface StoreProvider {
  /// Whether a URL names a database of this kind.
  boolean accepts(String url);

  /// Opens the store at a URL that [#accepts] accepts.
  ///
  /// @throws dev.converge.engine.error.ConvergeException with `UNAVAILABLE` if it cannot be opened
  Store open(String url, StoreOptions options);
}
