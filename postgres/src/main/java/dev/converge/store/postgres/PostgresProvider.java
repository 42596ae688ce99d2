package dev.converge.store.postgres;

import dev.converge.store.Store;
import dev.converge.store.StoreOptions;
import dev.converge.store.StoreProvider;

/// Opens the PostgreSQL store of a URL `jdbc:postgresql://…`.
public final class PostgresProvider implements StoreProvider {
  private static final String SCHEME = "jdbc:postgresql:";

  /// Creates the provider; [java.util.ServiceLoader] calls this.
  public PostgresProvider() {}

  @Override
  public boolean accepts(String url) {
    return url.startsWith(SCHEME);
  }

  @Override
  public Store open(String url, StoreOptions options) {
    return PostgresStore.open(url, options);
  }
}
