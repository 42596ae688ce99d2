package dev.converge.store;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.nio.file.Path;
import java.util.ServiceLoader;

/// Opens stores by URL.
public final class Stores {
  private static final String SQLITE = "sqlite:";

  private Stores() {}

  /// The URL of the SQLite store in a directory.
  public static String url(Path directory) {
    return SQLITE + directory;
  }

  /// Opens the SQLite store in a directory, which is created if it is missing.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if it cannot be opened
  public static Store open(Path directory, StoreOptions options) {
    return open(url(directory), options);
  }

  /// Opens the store at a URL: `sqlite:DIRECTORY`, or that of another provider on the class path.
  ///
  /// @throws ConvergeException with `INVALID` if no provider accepts the URL, and with
  ///   `UNAVAILABLE` if the store cannot be opened
  public static Store open(String url, StoreOptions options) {
    for (StoreProvider provider : ServiceLoader.load(StoreProvider.class)) {
      if (provider.accepts(url)) {
        return provider.open(url, options);
      }
    }
    throw new ConvergeException(
        ErrorCode.INVALID, "storage url: " + url + " (expected: sqlite:DIRECTORY)");
  }
}
