package dev.converge.store.sqlite;

import dev.converge.store.Store;
import dev.converge.store.StoreOptions;
import dev.converge.store.StoreProvider;
import java.nio.file.Path;

/// Opens the SQLite store of a URL `sqlite:DIRECTORY`.
public final class SqliteProvider implements StoreProvider {
  private static final String SCHEME = "sqlite:";

  /// Creates the provider; [java.util.ServiceLoader] calls this.
  public SqliteProvider() {}

  @Override
  public boolean accepts(String url) {
    return url.startsWith(SCHEME);
  }

  @Override
  public Store open(String url, StoreOptions options) {
    return SqliteStore.open(Path.of(url.substring(SCHEME.length())), options);
  }
}
