package dev.converge.store;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.nio.file.Path;
import java.util.ServiceLoader;

/// Opens stores by URL.
public final class Stores {
  private Stores() {}

  /// Opens the SQLite store in a directory, which is created if it is missing.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if it cannot be opened
  public static Store open(Path directory, StoreOptions options) {
    return open(StoreAddress.of(directory), options);
  }

  /// Opens the store at an address.
  ///
  /// @throws ConvergeException with `INVALID` if no provider accepts its URL, and with
  ///   `UNAVAILABLE` if the store cannot be opened
  public static Store open(StoreAddress address, StoreOptions options) {
    RowPacker.require();
    return provider(address).open(address, options);
  }

  /// Opens the store at an address to copy from it.
  ///
  /// @throws ConvergeException with `INVALID` if it cannot be copied from, and with `UNAVAILABLE`
  ///   if it cannot be opened
  public static CopySource source(StoreAddress address, StoreOptions options) {
    RowPacker.require();
    return provider(address).source(address, options);
  }

  /// Opens the store at an address to copy into it.
  ///
  /// @throws ConvergeException with `INVALID` if it cannot be copied into, and with `UNAVAILABLE`
  ///   if it cannot be opened
  public static CopyTarget target(StoreAddress address, StoreOptions options) {
    RowPacker.require();
    return provider(address).target(address, options);
  }

  private static StoreProvider provider(StoreAddress address) {
    for (StoreProvider provider : ServiceLoader.load(StoreProvider.class)) {
      if (provider.accepts(address.url())) {
        return provider;
      }
    }
    throw new ConvergeException(
        ErrorCode.INVALID,
        "storage url: "
            + address
            + " (expected: sqlite:DIRECTORY or jdbc:postgresql://HOST/DATABASE)");
  }
}
