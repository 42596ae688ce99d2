package dev.converge.store.sqlite.directory;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The directory of a store's files, locked against other processes. Thread-safe.
public final class DataDirectory implements AutoCloseable {
  /// The file whose lock keeps other processes out.
  public static final String LOCK = "converge.lock";

  /// The file that holds the database.
  public static final String DATABASE = "converge.db";

  /// Free bytes of the disk below which the store reports that it is not writable.
  public static final long FREE_BYTES = 16L << 20;

  private static final int LONGEST_OWNER = 100;

  /// Directories in use by this process: a file lock belongs to the whole process and is released
  /// when the first of its channels is closed.
  private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final Path database;
  private final FileChannel lock;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable Object fileKey;
  private final @Nullable Object lockKey;

  private DataDirectory(Path path, FileChannel lock) throws IOException {
    this.path = path;
    this.lockKey = key(path.resolve(LOCK));
    this.database = path.resolve(DATABASE);
    this.lock = lock;
  }

  /// Creates the directory if it is missing, and locks it.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if it cannot be used
  public static DataDirectory open(Path wanted) {
    DataDirectory directory = locked(wanted);
    try {
      RestoreMarker.requireNone(directory.path);
      PrivateFiles.create(directory.database);
      return directory;
    } catch (IOException e) {
      directory.close();
      throw unusable(directory.path, "cannot be written", e);
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  /// Creates the directory if it is missing, and locks it regardless of its contents.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if it cannot be used
  public static DataDirectory locked(Path wanted) {
    Path path;
    try {
      PrivateFiles.createDirectories(wanted);
      path = wanted.toRealPath();
      PrivateFiles.protect(path);
    } catch (IOException e) {
      throw unusable(wanted, "cannot be created", e);
    }
    if (!IN_USE.add(path)) {
      throw inUse(path, "this process");
    }
    try {
      return new DataDirectory(path, lock(path));
    } catch (IOException e) {
      IN_USE.remove(path);
      throw unusable(path, "cannot be locked", e);
    } catch (RuntimeException e) {
      IN_USE.remove(path);
      throw e;
    }
  }

  private static FileChannel lock(Path path) throws IOException {
    PrivateFiles.create(path.resolve(LOCK));
    FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw inUse(path, owner(channel));
      }
      String owner = "process " + ProcessHandle.current().pid() + "\n";
      channel.truncate(0).write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)), 0);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(LONGEST_OWNER);
    channel.read(text, 0);
    String owner = StandardCharsets.UTF_8.decode(text.flip()).toString().strip();
    return owner.matches("process [0-9]+") ? owner : "another process";
  }

  /// The error for a directory whose database another process has open.
  public ConvergeException inUse() {
    return inUse(path, "another process, although its lock file was removed");
  }

  private static ConvergeException inUse(Path path, String owner) {
    return new ConvergeException(
        ErrorCode.UNAVAILABLE,
        "data directory: "
            + path
            + " is in use by "
            + owner
            + " (expected: one server per directory; stop that server or choose another"
            + " directory)");
  }

  private static ConvergeException unusable(Path path, String what, IOException e) {
    return new ConvergeException(
        ErrorCode.UNAVAILABLE,
        "data directory: "
            + path
            + " "
            + what
            + ": "
            + reason(e)
            + " (expected: a writable directory)",
        e);
  }

  /// The file that caused a failure.
  public static String where(IOException e) {
    return e instanceof FileSystemException file && file.getFile() != null
        ? file.getFile()
        : "disk";
  }

  /// The reason why a file cannot be used, for messages.
  public static String reason(IOException e) {
    return switch (e) {
      case FileAlreadyExistsException _ -> "a file of that name exists";
      case AccessDeniedException _ -> "access is denied";
      case NoSuchFileException _ -> "no such file";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }

  /// The path of the directory.
  public Path path() {
    return path;
  }

  /// The database file.
  public Path database() {
    return database;
  }

  /// Records the identity of the database file, and makes its name durable.
  public void sealNames() throws IOException {
    fileKey = key(database);
    PrivateFiles.force(path);
    PrivateFiles.force(Objects.requireNonNullElse(path.getParent(), path));
  }

  /// Whether the database is still the file that was opened. Writes to a removed file succeed, but
  /// are lost.
  public boolean holdsDatabase() {
    try {
      return Objects.equals(fileKey, key(database));
    } catch (IOException _) {
      return false;
    }
  }

  /// Whether the lock is still the file that was locked. A removed file does not lock out anyone.
  public boolean holdsLock() {
    try {
      return Objects.equals(lockKey, key(path.resolve(LOCK)));
    } catch (IOException _) {
      return false;
    }
  }

  private static @Nullable Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /// Whether the disk has enough free space for the next writes.
  public boolean hasRoom() {
    try {
      return Files.getFileStore(path).getUsableSpace() >= FREE_BYTES;
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      lock.close();
    } catch (IOException e) {
      throw unusable(path, "cannot be unlocked", e);
    } finally {
      IN_USE.remove(path);
    }
  }
}
