package dev.converge.cli.config;

import java.nio.file.Path;
import java.util.List;

/// A setting's value as it was written.
///
/// @param texts one, or any number for a list
/// @param origin where it was written
/// @param folder that paths in it are relative to
public record SettingValue(List<String> texts, Origin origin, Path folder) {
  /// Copies the list.
  public SettingValue {
    texts = List.copyOf(texts);
  }

  /// The origin of a value. Later ones take precedence over earlier ones.
  sealed interface Origin {
    /// The default.
    record Default() implements Origin {
      @Override
      public String toString() {
        return "default";
      }
    }

    /// A file, line and column from 1.
    record InFile(Path file, int line, int column) implements Origin {
      @Override
      public String toString() {
        return file + ":" + line + ":" + column;
      }
    }

    /// An environment variable.
    record Variable(String name) implements Origin {
      @Override
      public String toString() {
        return name;
      }
    }

    /// An option of the command line.
    record Flag(String name) implements Origin {
      @Override
      public String toString() {
        return name;
      }
    }
  }
}
