package dev.converge.store.sqlite;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The file that a data directory has while it is being restored. A directory that still has it
/// afterwards is not whole, and no server opens it.
final class RestoreMarker {
  static final String FILE = "restore.incomplete";

  private RestoreMarker() {}

  static boolean isIn(Path directory) {
    return Files.exists(directory.resolve(FILE));
  }

  static void set(Path directory) throws IOException {
    PrivateFiles.create(directory.resolve(FILE));
    PrivateFiles.force(directory);
  }

  static void clear(Path directory) throws IOException {
    PrivateFiles.force(directory);
    Files.deleteIfExists(directory.resolve(FILE));
    PrivateFiles.force(directory);
  }

  /// Refuses a directory that is not whole.
  ///
  /// @throws ConvergeException with `UNAVAILABLE`
  static void requireNone(Path directory) {
    if (isIn(directory)) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE,
          "data directory: "
              + directory
              + " contains an unfinished restore (expected: a complete one; run `converge restore`"
              + " again)");
    }
  }
}
