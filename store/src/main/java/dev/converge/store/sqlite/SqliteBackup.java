package dev.converge.store.sqlite;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.store.BackupProgress;
import dev.converge.store.sqlite.directory.BackupLock;
import dev.converge.store.sqlite.directory.BackupManifest;
import dev.converge.store.sqlite.directory.BackupManifest.Counts;
import dev.converge.store.sqlite.directory.BackupManifest.Digested;
import dev.converge.store.sqlite.directory.DataDirectory;
import dev.converge.store.sqlite.directory.PrivateFiles;
import dev.converge.store.sqlite.directory.RestoreMarker;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Backs up a data directory. A server can use the directory during the backup.
///
/// The copy is the state of the database at one instant, without free pages and therefore without
/// any previously erased content. It is written and verified under a temporary name, then renamed.
public final class SqliteBackup {
  private static final String INCOMPLETE = ".incomplete";
  private static final String LOCK = "lock";
  private static final int STEPS_BETWEEN_REPORTS = 1_000_000;

  /// The parameters of a backup.
  ///
  /// @param data the data directory
  /// @param to the backup's directory, which must not exist; its parent directory must exist
  /// @param files other files that belong to the backup, by their names in the backup
  /// @param version of converge
  /// @param now the time at which the backup begins
  public record Request(
      Path data, Path to, SortedMap<String, Path> files, String version, Instant now) {
    /// Copies the files.
    public Request {
      files = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }
  }

  private final Request request;
  private final BackupProgress progress;
  private final Path data;
  private final Path to;
  private final Path partial;

  private SqliteBackup(Request request, BackupProgress progress, Path data, Path to) {
    this.request = request;
    this.progress = progress;
    this.data = data;
    this.to = to;
    this.partial = to.resolveSibling(to.getFileName() + INCOMPLETE);
  }

  /// Creates a backup. Returns once it is durable on disk.
  ///
  /// @return its manifest
  /// @throws ConvergeException with `CONFLICT` if the target exists, `INVALID` if it cannot be one,
  ///   `UNAVAILABLE` if the source or the target cannot be read or written or has no room, and
  ///   `INTERNAL` if the source is damaged. Nothing is left at the target then
  public static BackupManifest create(Request request, BackupProgress progress) {
    NativeLibrary.require();
    try {
      Path data = source(request.data());
      SqliteBackup backup = new SqliteBackup(request, progress, data, target(request.to(), data));
      return backup.run();
    } catch (SQLException e) {
      throw BackupFiles.failed(request.data().resolve(DataDirectory.DATABASE), e);
    } catch (IOException e) {
      throw BackupFiles.failed(e);
    }
  }

  private static Path source(Path wanted) throws IOException {
    if (!Files.exists(wanted.resolve(DataDirectory.DATABASE))) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "data directory: "
              + wanted
              + " holds no "
              + DataDirectory.DATABASE
              + " (expected: a directory that a server used; --data)");
    }
    Path data = wanted.toRealPath();
    RestoreMarker.requireNone(data);
    return data;
  }

  private static Path target(Path wanted, Path data) throws IOException {
    Path absolute = wanted.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    if (Files.exists(absolute)) {
      throw new ConvergeException(
          ErrorCode.CONFLICT, "backup: " + wanted + " already exists (expected: a new name)");
    }
    if (parent == null || !Files.isDirectory(parent)) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "backup: "
              + parent
              + " is not a directory (expected: one that exists, on a mounted disk)");
    }
    Path to = parent.toRealPath().resolve(Objects.requireNonNull(absolute.getFileName()));
    if (to.startsWith(data)) {
      throw new ConvergeException(
          ErrorCode.INVALID,
          "backup: "
              + wanted
              + " is inside the data directory (expected: another place, best on another disk)");
    }
    return to;
  }

  private BackupManifest run() throws IOException, SQLException {
    PrivateFiles.createDirectories(partial);
    PrivateFiles.create(partial.resolve(LOCK));
    try (FileChannel channel = FileChannel.open(partial.resolve(LOCK), StandardOpenOption.WRITE)) {
      lock(channel);
      clean();
      try {
        BackupManifest manifest = write();
        Files.delete(partial.resolve(LOCK));
        PrivateFiles.force(partial);
        Files.move(partial, to, StandardCopyOption.ATOMIC_MOVE);
        PrivateFiles.force(Objects.requireNonNull(to.getParent()));
        return manifest;
      } catch (IOException | SQLException | RuntimeException e) {
        discard(e);
        throw e;
      }
    }
  }

  private void lock(FileChannel channel) throws IOException {
    try {
      if (channel.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException _) {
      // Another backup of this process.
    }
    throw new ConvergeException(
        ErrorCode.CONFLICT,
        "backup: another one is writing " + to + " (expected: one at a time for each name)");
  }

  /// Deletes what an interrupted backup of the same name left.
  private void clean() throws IOException {
    try (Stream<Path> all = Files.list(partial)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        String name = String.valueOf(path.getFileName());
        if (isOurs(name)) {
          Files.delete(path);
        } else if (!name.equals(LOCK)) {
          throw new ConvergeException(
              ErrorCode.CONFLICT,
              "backup: "
                  + path
                  + " already exists (expected: only files from an interrupted backup)");
        }
      }
    }
  }

  private boolean isOurs(String name) {
    return name.startsWith(DataDirectory.DATABASE)
        || name.equals(BackupManifest.FILE)
        || request.files().containsKey(name);
  }

  private void discard(Exception because) {
    try {
      clean();
      Files.deleteIfExists(partial.resolve(LOCK));
      Files.delete(partial);
    } catch (IOException | RuntimeException e) {
      because.addSuppressed(e);
    }
  }

  private BackupManifest write() throws IOException, SQLException {
    Path copy = partial.resolve(DataDirectory.DATABASE);
    PrivateFiles.create(copy);
    try (BackupLock _ = BackupLock.take(data)) {
      copyDatabase(data.resolve(DataDirectory.DATABASE), copy);
    }
    PrivateFiles.force(copy);
    Counts counts = BackupFiles.verified(copy, progress);
    SortedMap<String, Digested> files = new TreeMap<>();
    files.put(DataDirectory.DATABASE, BackupFiles.digested(copy));
    for (var file : request.files().entrySet()) {
      files.put(file.getKey(), BackupFiles.copy(file.getValue(), partial.resolve(file.getKey())));
    }
    BackupManifest manifest =
        new BackupManifest(request.now(), request.version(), data.toString(), counts, files);
    Path about = partial.resolve(BackupManifest.FILE);
    PrivateFiles.create(about);
    Files.writeString(about, manifest.json().canonical() + "\n", StandardCharsets.UTF_8);
    PrivateFiles.force(about);
    return manifest;
  }

  /// One read transaction: writers continue, and the copy contains nothing of what they write.
  private void copyDatabase(Path database, Path copy) throws IOException, SQLException {
    try (Statements statements = BackupFiles.reader(database)) {
      long size =
          (statements.number("PRAGMA page_count") - statements.number("PRAGMA freelist_count"))
              * statements.number("PRAGMA page_size");
      BackupFiles.requireRoom(partial, size);
      statements.watch(STEPS_BETWEEN_REPORTS, () -> progress.copied(size(copy), size));
      statements.of("VACUUM INTO ?").with(copy.toString()).update();
      progress.copied(size(copy), size);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException _) {
      return 0;
    }
  }
}
