package dev.converge.cli.eval;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The fixtures of a folder.
public final class FixtureFiles {
  /// Maximum number of fixtures in one call.
  static final int MAX_FIXTURES = 1_000;

  private static final int MAX_DEPTH = 5;

  private FixtureFiles() {}

  /// Reads the fixtures of a folder and its subfolders, or one file.
  ///
  /// @throws ConvergeException with `INVALID` if there are none, or a file is not a fixture
  public static List<Fixture> read(Path directory) {
    return files(directory).stream().map(Fixture::read).toList();
  }

  private static List<Path> files(Path directory) {
    try (Stream<Path> found = Files.walk(directory, MAX_DEPTH)) {
      List<Path> files =
          found
              .filter(Files::isRegularFile)
              .filter(path -> path.toString().matches(".*\\.(?:ya?ml|json)"))
              .sorted()
              .limit(MAX_FIXTURES + 1L)
              .toList();
      if (files.isEmpty() || files.size() > MAX_FIXTURES) {
        throw invalid(
            directory
                + ": "
                + (files.isEmpty() ? "no fixture" : "too many fixtures")
                + " (expected: 1 to "
                + MAX_FIXTURES
                + " YAML or JSON files)");
      }
      return files;
    } catch (NoSuchFileException _) {
      throw invalid(directory + ": not found (expected: a fixture, or a folder of fixtures)");
    } catch (IOException e) {
      throw invalid(directory + " cannot be read: " + e.getMessage());
    }
  }

  private static ConvergeException invalid(String message) {
    return new ConvergeException(ErrorCode.INVALID, message);
  }
}
