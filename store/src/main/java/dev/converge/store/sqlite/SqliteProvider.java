package dev.converge.store.sqlite;

import dev.converge.store.Store;
import dev.converge.store.StoreAddress;
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
  public Store open(StoreAddress address, StoreOptions options) {
    return SqliteStore.open(Path.of(address.url().substring(SCHEME.length())), options);
  }

  /// A second server is refused by [#open], which knows the directory's lock.
  @Override
  public boolean inUse(StoreAddress address) {
    return false;
  }
}
