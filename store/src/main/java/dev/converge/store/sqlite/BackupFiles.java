package dev.converge.store.sqlite;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.store.BackupProgress;
import dev.converge.store.Durability;
import dev.converge.store.sqlite.directory.BackupManifest.Counts;
import dev.converge.store.sqlite.directory.BackupManifest.Digested;
import dev.converge.store.sqlite.directory.DataDirectory;
import dev.converge.store.sqlite.directory.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/// File operations of backups and restores.
final class BackupFiles {
  private static final int BUFFER_BYTES = 1 << 20;

  private BackupFiles() {}

  /// Copies a file with access for the owner only, makes it durable, and describes what was
  /// written.
  static Digested copy(Path from, Path to) throws IOException {
    PrivateFiles.create(to);
    MessageDigest digest = sha256();
    long bytes;
    try (InputStream in = Files.newInputStream(from);
        OutputStream out = Files.newOutputStream(to)) {
      bytes = pump(in, out, digest);
    }
    PrivateFiles.force(to);
    return new Digested(bytes, HexFormat.of().formatHex(digest.digest()));
  }

  /// The description of a file.
  static Digested digested(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      long bytes = pump(in, OutputStream.nullOutputStream(), digest);
      return new Digested(bytes, HexFormat.of().formatHex(digest.digest()));
    }
  }

  private static long pump(InputStream in, OutputStream out, MessageDigest digest)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long bytes = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      digest.update(buffer, 0, n);
      out.write(buffer, 0, n);
      bytes += n;
    }
    return bytes;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// Opens a database for reading.
  static Statements reader(Path database) throws SQLException {
    return new SqliteConnections(database, Durability.FULL).reader();
  }

  /// Checks every chain of a database.
  ///
  /// @return the contents in numbers
  /// @throws ConvergeException with `INTERNAL` if anything is damaged
  static Counts verified(Path database, BackupProgress progress) throws SQLException {
    try (Statements statements = reader(database)) {
      long runs = statements.number("SELECT count(*) FROM run");
      ChainCheck check = new ChainCheck(statements, done -> progress.verified(done, runs));
      List<String> damages = check.damages();
      if (!damages.isEmpty()) {
        throw damaged(String.join("; ", damages), null);
      }
      return check.counts();
    }
  }

  /// The error for a damaged database.
  static ConvergeException damaged(String what, @Nullable Exception cause) {
    return new ConvergeException(
        ErrorCode.INTERNAL,
        "the database is damaged: " + what + " (expected: every run with its whole chain)",
        cause);
  }

  /// Refuses a size that does not fit on the disk of a directory.
  ///
  /// @throws ConvergeException with `UNAVAILABLE`
  static void requireRoom(Path directory, long bytes) throws IOException {
    long free = Files.getFileStore(directory).getUsableSpace();
    if (free < bytes + DataDirectory.FREE_BYTES) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE,
          directory
              + ": "
              + free
              + " bytes are free (expected: at least "
              + (bytes + DataDirectory.FREE_BYTES)
              + ")");
    }
  }

  /// The error for a failure of SQLite.
  static ConvergeException failed(Path database, SQLException e) {
    if (e instanceof SQLiteException sqlite) {
      int code = sqlite.getResultCode().code & 0xff;
      // SQLITE_CORRUPT, _NOTADB
      if (code == 11 || code == 26) {
        return damaged(database + ": " + e.getMessage(), e);
      }
    }
    return new ConvergeException(
        ErrorCode.UNAVAILABLE,
        database + ": " + e.getMessage() + " (expected: a database that can be read)",
        e);
  }

  /// The error for a failure of a file operation.
  static ConvergeException failed(IOException e) {
    return new ConvergeException(
        ErrorCode.UNAVAILABLE, DataDirectory.where(e) + ": " + DataDirectory.reason(e), e);
  }
}
