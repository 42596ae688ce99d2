package dev.converge.store.sqlite.directory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Protects a data directory from other users of the machine: the directory has mode 0700 and its
/// files 0600. File systems without POSIX permissions are left unchanged.
public final class PrivateFiles {
  private static final Logger LOG = LoggerFactory.getLogger(PrivateFiles.class);
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.range(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_EXECUTE);

  private PrivateFiles() {}

  /// Creates a directory and its parents with access for the owner only, if it does not exist.
  public static void createDirectories(Path directory) throws IOException {
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(DIRECTORY));
    } else {
      Files.createDirectories(directory);
    }
  }

  /// Creates an empty file with access for the owner only, if it does not exist.
  public static void create(Path file) throws IOException {
    try {
      Path directory = file.toAbsolutePath().getParent();
      if (directory != null && posix(directory)) {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE));
      } else {
        Files.createFile(file);
      }
      belongTo(file, directory);
    } catch (FileAlreadyExistsException _) {
      // Its mode was checked together with the directory's.
    }
  }

  /// A command run by root must not leave files that the server's user cannot open.
  private static void belongTo(Path file, @Nullable Path directory) throws IOException {
    if (directory != null && posix(directory)) {
      UserPrincipal owner = Files.getOwner(directory);
      if (!owner.equals(Files.getOwner(file))) {
        try {
          Files.setOwner(file, owner);
        } catch (FileSystemException _) {
          // Only root can do this. Everybody else works on their own files.
        }
      }
    }
  }

  /// Makes the content of a file, or the names in a directory, durable.
  public static void force(Path path) throws IOException {
    boolean directory = Files.isDirectory(path);
    // Some systems cannot open a directory. These do not need this call.
    if (directory
        && (!Files.isReadable(path) || System.getProperty("os.name").startsWith("Windows"))) {
      return;
    }
    StandardOpenOption mode = directory ? StandardOpenOption.READ : StandardOpenOption.WRITE;
    try (FileChannel channel = FileChannel.open(path, mode)) {
      channel.force(true);
    }
  }

  /// Removes other users' access to a directory and everything in it, and logs once what it
  /// changed.
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
