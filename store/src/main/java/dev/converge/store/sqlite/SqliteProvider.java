package dev.converge.store.sqlite;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.store.CopySource;
import dev.converge.store.CopyTarget;
import dev.converge.store.Store;
import dev.converge.store.StoreAddress;
import dev.converge.store.StoreOptions;
import dev.converge.store.StoreProvider;
import dev.converge.store.sqlite.directory.DataDirectory;
import java.nio.file.Files;
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
    return SqliteStore.open(directory(address), options);
  }

  private static Path directory(StoreAddress address) {
    return Path.of(address.url().substring(SCHEME.length()));
  }

  /// [#open] refuses a second server, because it takes the directory's lock.
  @Override
  public CopySource source(StoreAddress address, StoreOptions options) {
    Path directory = directory(address);
    if (!Files.isRegularFile(directory.resolve(DataDirectory.DATABASE))) {
      throw new ConvergeException(
          ErrorCode.NOT_FOUND,
          directory + ": no " + DataDirectory.DATABASE + " (expected: a data directory)");
    }
    return new SqliteCopySource(SqliteStore.open(directory, options));
  }

  @Override
  public CopyTarget target(StoreAddress address, StoreOptions options) {
    throw new ConvergeException(
        ErrorCode.INVALID,
        address + ": cannot be copied into (expected: jdbc:postgresql://HOST/DATABASE)");
  }
}
