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
    return provider(address).open(address, options);
  }

  /// Whether another server has the store, and this process could have it once that one ends.
  ///
  /// @throws ConvergeException with `INVALID` if no provider accepts its URL, and with
  ///   `UNAVAILABLE` if the store cannot be asked
  public static boolean inUse(StoreAddress address) {
    return provider(address).inUse(address);
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
