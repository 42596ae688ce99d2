package dev.converge.runtime.auth;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.server.FileStamp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A file that decides who is authenticated. Anybody who can write it could admit themselves, so a
/// file that others than its owner can write is refused, as `sshd` does with `authorized_keys`.
final class TrustedFile {
  static final String OWNER_ONLY = "rw-------";

  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);
  private static final Set<PosixFilePermission> WRITE =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private TrustedFile() {}

  /// Refuses a file that others than its owner can write.
  ///
  /// @param what names the file in the message
  /// @throws ConvergeException with `INVALID`
  static void requireOwnersAlone(String what, Path file) throws IOException {
    Optional<Set<PosixFilePermission>> mode = mode(file);
    if (mode.isPresent() && !Collections.disjoint(mode.get(), WRITE)) {
      throw open(what, file, mode.get(), "grant themselves access");
    }
  }

  /// Refuses a file that others than its owner can read or write.
  ///
  /// @param what names the file in the message
  /// @throws ConvergeException with `INVALID`
  static void requirePrivate(String what, Path file) throws IOException {
    Optional<Set<PosixFilePermission>> mode = mode(file);
    if (mode.isPresent() && !OWNERS.containsAll(mode.get())) {
      throw open(what, file, mode.get(), "use it");
    }
  }

  private static ConvergeException open(
      String what, Path file, Set<PosixFilePermission> mode, String danger) {
    return new ConvergeException(
        ErrorCode.INVALID,
        what
            + ": "
            + file
            + " has mode "
            + PosixFilePermissions.toString(mode)
            + ", so other users could "
            + danger
            + " (expected: rw-------; run `chmod 600`)");
  }

  /// The mode of created files, if the file system supports modes.
  static FileAttribute<?>[] withMode(String mode) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  /// Replaces a file as a whole, so that readers see it before or after. Only its owner can read it
  /// then.
  static void replace(Path file, byte[] content) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, withMode(OWNER_ONLY));
    try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        out.write(left);
      }
      out.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// A warning about a file that any user can read.
  static Optional<String> readableByAll(String what, Path file) throws IOException {
    return mode(file)
        .filter(mode -> mode.contains(PosixFilePermission.OTHERS_READ))
        .map(mode ->
            what
                + ": "
                + file
                + " has mode "
                + PosixFilePermissions.toString(mode)
                + ", so every user of this machine can read it (expected: rw-------)");
  }

  private static Optional<Set<PosixFilePermission>> mode(Path file) throws IOException {
    return Files.exists(file) && Files.getFileStore(file).supportsFileAttributeView("posix")
        ? Optional.of(Files.getPosixFilePermissions(file))
        : Optional.empty();
  }

  /// A value that changes whenever a file or its mode does, as far as can be seen without reading
  /// it.
  static Object stamp(Path file) {
    try {
      return List.of(FileStamp.of(file), mode(file).map(PosixFilePermissions::toString).orElse(""));
    } catch (IOException _) {
      return List.of();
    }
  }

  /// The error for a file that cannot be read.
  static ConvergeException unreadable(String what, Path file, IOException e) {
    String why =
        switch (e) {
          case NoSuchFileException _ -> "no such file";
          case AccessDeniedException _ -> "access is denied";
          case java.nio.charset.CharacterCodingException _ -> "not UTF-8";
          case FileSystemException f when f.getReason() != null -> f.getReason();
          default -> String.valueOf(e.getMessage());
        };
    return new ConvergeException(
        ErrorCode.UNAVAILABLE,
        what
            + ": "
            + file
            + " cannot be read: "
            + why
            + " (expected: a file owned by the server's user)",
        e);
  }
}
