package dev.converge.store.sqlite.directory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Indicates that a backup is reading the database of a data directory, so that a starting server
/// does not mistake it for another server. Several backups can hold it. The operating system
/// releases it if the process dies.
public final class BackupLock implements AutoCloseable {
  /// The name of the file.
  public static final String FILE = "backup.lock";

  private final FileChannel channel;

  private BackupLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Takes the lock. Read access to the file is sufficient.
  public static BackupLock take(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    PrivateFiles.create(file);
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      channel.lock(0, Long.MAX_VALUE, true);
      return new BackupLock(channel);
    } catch (OverlappingFileLockException _) {
      // This process already holds it for another backup.
      return new BackupLock(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /// Whether a backup holds it.
  public static boolean held(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        @Nullable FileLock lock = channel.tryLock()) {
      return lock == null;
    } catch (OverlappingFileLockException _) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
