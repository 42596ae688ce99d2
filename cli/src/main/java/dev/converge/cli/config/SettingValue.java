package dev.converge.cli.config;

import java.nio.file.Path;
import java.util.List;

/// A setting's value as somebody wrote it.
///
/// @param texts one, or any number for a list
/// @param origin who wrote it
/// @param folder that paths in it are relative to
public record SettingValue(List<String> texts, Origin origin, Path folder) {
  /// Copies the list.
  public SettingValue {
    texts = List.copyOf(texts);
  }

  /// Where a value comes from; later ones go before earlier ones.
  sealed interface Origin {
    /// Nobody said anything.
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
