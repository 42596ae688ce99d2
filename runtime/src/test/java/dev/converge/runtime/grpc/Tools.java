package dev.converge.runtime.grpc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Finds programs that a machine may have.
final class Tools {
  private Tools() {}

  /// The first of these names that is on the path.
  static Optional<Path> find(List<String> names) {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      for (String name : names) {
        Path path = Path.of(directory, name);
        if (Files.isExecutable(path)) {
          return Optional.of(path);
        }
      }
    }
    return Optional.empty();
  }
}
