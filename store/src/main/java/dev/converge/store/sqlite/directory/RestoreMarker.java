package dev.converge.store.sqlite.directory;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The file that a data directory has while it is being restored. A directory that still has it
/// afterwards is not whole, and no server opens it.
public final class RestoreMarker {
  /// Its name.
  public static final String FILE = "restore.incomplete";

  private RestoreMarker() {}

  /// Whether a directory has it.
  public static boolean isIn(Path directory) {
    return Files.exists(directory.resolve(FILE));
  }

  /// Puts it into a directory, durably.
  public static void set(Path directory) throws IOException {
    PrivateFiles.create(directory.resolve(FILE));
    PrivateFiles.force(directory);
  }

  /// Takes it away once everything in the directory is durable.
  public static void clear(Path directory) throws IOException {
    PrivateFiles.force(directory);
    Files.deleteIfExists(directory.resolve(FILE));
    PrivateFiles.force(directory);
  }

  /// Refuses a directory that is not whole.
  ///
  /// @throws ConvergeException with `UNAVAILABLE`
  public static void requireNone(Path directory) {
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
