package dev.converge.runtime.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// Tells without reading a file whether it has changed.
public final class FileStamp {
  private FileStamp() {}

  /// What changes with the file, and with what a link points to; the same for every file that is
  /// missing or cannot be looked at. Blocks for I/O.
  public static String of(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return found.lastModifiedTime() + " " + found.size() + " " + found.fileKey();
    } catch (IOException _) {
      return "missing";
    }
  }
}
