package dev.converge.store.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps what is in a data directory from other users of the machine: the directory has mode 0700
/// and its files 0600. File systems without POSIX permissions are left as they are.
final class PrivateFiles {
  private static final Logger LOG = LoggerFactory.getLogger(PrivateFiles.class);
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.range(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_EXECUTE);

  private PrivateFiles() {}

  /// Creates a directory for the owner alone, and those above it, unless it is there.
  static void createDirectories(Path directory) throws IOException {
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(DIRECTORY));
    } else {
      Files.createDirectories(directory);
    }
  }

  /// Creates an empty file for the owner alone, if there is none.
  static void create(Path file) throws IOException {
    try {
      Path directory = file.toAbsolutePath().getParent();
      if (directory != null && posix(directory)) {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE));
      } else {
        Files.createFile(file);
      }
    } catch (FileAlreadyExistsException _) {
      // Its mode was looked at with the directory's.
    }
  }

  /// Takes a directory and everything in it from other users, and says once what it changed.
  static void protect(Path directory) throws IOException {
    if (!posix(directory)) {
      return;
    }
    int changed = 0;
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        changed += Files.isSymbolicLink(path) ? 0 : protectOne(path);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn(
          "data directory {}: other users may be able to read it, and its permissions cannot be"
              + " changed: {}",
          directory,
          e.getMessage());
      return;
    }
    if (changed > 0) {
      LOG.info(
          "data directory {}: took the permissions of other users away from {} paths",
          directory,
          changed);
    }
  }

  private static int protectOne(Path path) throws IOException {
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    Set<PosixFilePermission> own = EnumSet.noneOf(PosixFilePermission.class);
    own.addAll(mode);
    own.removeAll(OTHERS);
    if (own.equals(mode)) {
      return 0;
    }
    Files.setPosixFilePermissions(path, own);
    return 1;
  }

  private static boolean posix(Path path) throws IOException {
    return Files.getFileStore(path).supportsFileAttributeView("posix");
  }
}
