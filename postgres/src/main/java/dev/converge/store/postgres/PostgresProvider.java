package dev.converge.store.postgres;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.store.CopySource;
import dev.converge.store.CopyTarget;
import dev.converge.store.Store;
import dev.converge.store.StoreAddress;
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
  public Store open(StoreAddress address, StoreOptions options) {
    return PostgresStore.open(address, options);
  }

  @Override
  public CopySource source(StoreAddress address, StoreOptions options) {
    throw new ConvergeException(
        ErrorCode.INVALID, address + ": cannot be copied from (expected: a data directory)");
  }

  @Override
  public CopyTarget target(StoreAddress address, StoreOptions options) {
    return PostgresCopyTarget.open(address, options);
  }
}
