package dev.converge.store.sqlite;

import dev.converge.store.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/// Opens connections to the database. Thread-safe.
final class SqliteConnections {
  private final Path database;
  private final Durability durability;

  SqliteConnections(Path database, Durability durability) {
    this.database = database;
    this.durability = durability;
  }

  /// The connection that writes.
  ///
  /// @param create whether to create the database if it does not exist
  Statements writer(boolean create) throws SQLException {
    SQLiteConfig config = config(SqliteLimits.WRITER_CACHE_KIB);
    if (!create) {
      config.resetOpenMode(SQLiteOpenMode.CREATE);
    }
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(
        switch (durability) {
          case FULL -> SQLiteConfig.SynchronousMode.FULL;
          case RELAXED -> SQLiteConfig.SynchronousMode.NORMAL;
        });
    config.setPragma(
        SQLiteConfig.Pragma.JOURNAL_SIZE_LIMIT, String.valueOf(SqliteLimits.BATCH_BYTES));
    Statements statements = new Statements(config.createConnection(url()));
    try {
      // Erased content does not remain in free pages.
      statements.execute("PRAGMA secure_delete = ON");
      statements.execute("PRAGMA wal_autocheckpoint = " + SqliteLimits.CHECKPOINT_PAGES);
      // For systems where fsync leaves data in the drive's cache, such as macOS. It has no effect
      // elsewhere.
      statements.execute("PRAGMA fullfsync = " + (durability == Durability.FULL ? 1 : 0));
      statements.execute(
          "PRAGMA checkpoint_fullfsync = " + (durability == Durability.FULL ? 1 : 0));
      return statements;
    } catch (SQLException e) {
      statements.close();
      throw e;
    }
  }

  /// Whether no other process has the database open. Must be called before this process opens it:
  /// in this locking mode, a transaction needs the whole file to itself, and every open connection
  /// holds a shared lock. Writes nothing.
  boolean alone() throws SQLException, IOException {
    if (Files.size(database) == 0) {
      return true;
    }
    SQLiteConfig config = config(SqliteLimits.READER_CACHE_KIB);
    config.setBusyTimeout(0);
    config.setLockingMode(SQLiteConfig.LockingMode.EXCLUSIVE);
    try (Statements statements = new Statements(config.createConnection(url()))) {
      statements.execute("BEGIN EXCLUSIVE");
      statements.execute("COMMIT");
      return true;
    } catch (SQLiteException e) {
      if (e.getResultCode().code % 256 == SQLiteErrorCode.SQLITE_BUSY.code) {
        return false;
      }
      throw e;
    }
  }

  /// Writes the first page of an empty database, so that freed pages can be returned to the disk:
  /// SQLite determines this with the first page. Leaves other databases unchanged.
  void prepare() throws SQLException, IOException {
    if (Files.size(database) > 0) {
      return;
    }
    SQLiteConfig config = config(SqliteLimits.READER_CACHE_KIB);
    try (Statements statements = new Statements(config.createConnection(url()))) {
      statements.execute("PRAGMA auto_vacuum = INCREMENTAL");
      statements.execute("PRAGMA user_version = 1");
    }
  }

  /// A connection for reading, which sees what was committed before each statement.
  Statements reader() throws SQLException {
    SQLiteConfig config = config(SqliteLimits.READER_CACHE_KIB);
    config.setReadOnly(true);
    return new Statements(config.createConnection(url()));
  }

  private static SQLiteConfig config(int cacheKib) {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(Math.toIntExact(SqliteLimits.BUSY_PATIENCE.toMillis()));
    // Negative: in KiB instead of pages.
    config.setCacheSize(-cacheKib);
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    config.setGetGeneratedKeys(false);
    return config;
  }

  private String url() {
    // As a URI, in which a path can contain any character.
    return "jdbc:sqlite:" + database.toUri();
  }
}
