package dev.converge.store.sqlite.directory;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The file that marks a data directory that is being restored. A directory that still has it
/// afterwards is incomplete, and no server opens it.
public final class RestoreMarker {
  /// The name of the file.
  public static final String FILE = "restore.incomplete";

  private RestoreMarker() {}

  /// Whether a directory contains the marker.
  public static boolean isIn(Path directory) {
    return Files.exists(directory.resolve(FILE));
  }

  /// Creates the marker in a directory, durably.
  public static void set(Path directory) throws IOException {
    PrivateFiles.create(directory.resolve(FILE));
    PrivateFiles.force(directory);
  }

  /// Removes the marker once everything in the directory is durable.
  public static void clear(Path directory) throws IOException {
    PrivateFiles.force(directory);
    Files.deleteIfExists(directory.resolve(FILE));
    PrivateFiles.force(directory);
  }

  /// Refuses an incomplete directory.
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
