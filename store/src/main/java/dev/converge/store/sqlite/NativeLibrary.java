package dev.converge.store.sqlite;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;

/// SQLite's native library. The driver's jar contains it. At every start, the driver writes it to a
/// folder for temporary files and loads it from there.
final class NativeLibrary {
  private static final String FOLDER = "org.sqlite.tmpdir";

  private NativeLibrary() {}

  /// Loads the library, unless it is loaded.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if that fails; the message names the folder and a
  ///   way out
  static void require() {
    try {
      if (SQLiteJDBCLoader.initialize()) {
        return;
      }
      throw failed(null);
    } catch (ConvergeException e) {
      throw e;
    } catch (Exception | LinkageError e) {
      throw failed(e);
    }
  }

  private static ConvergeException failed(@Nullable Throwable cause) {
    String folder = System.getProperty(FOLDER, System.getProperty("java.io.tmpdir", ""));
    return new ConvergeException(
        ErrorCode.UNAVAILABLE,
        "folder for temporary files: "
            + folder
            + ": SQLite's native library cannot be loaded from it: "
            + why(folder)
            + " (expected: a folder in which this user can write and execute files; set one with"
            + " CONVERGE_JAVA_OPTS=-D"
            + FOLDER
            + "=FOLDER)",
        cause);
  }

  private static String why(String folder) {
    try {
      Path path = Path.of(folder);
      if (!Files.exists(path)) {
        return "it does not exist";
      }
      if (!Files.isDirectory(path)) {
        return "it is not a folder";
      }
      if (!Files.isWritable(path)) {
        return "it is not writable";
      }
    } catch (InvalidPathException e) {
      return "it is not a path";
    }
    return "it is full, or mounted with noexec";
  }
}
