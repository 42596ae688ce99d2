package dev.converge.runtime.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// Detects whether a file has changed, without reading it.
public final class FileStamp {
  private FileStamp() {}

  /// A value that changes with the file, and with the target of a link; the same for every file
  /// that is missing or cannot be accessed. Blocks for I/O.
  public static String of(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return found.lastModifiedTime() + " " + found.size() + " " + found.fileKey();
    } catch (IOException _) {
      return "missing";
    }
  }
}
