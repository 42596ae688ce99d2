package dev.converge.store.sqlite;

import dev.converge.engine.store.AdminLog;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/// The administrative log on SQLite. Thread-safe.
final class SqliteAdminLog implements AdminLog {
  private static final int BYTES = 512;

  private final Writer writer;
  private final Readers readers;

  SqliteAdminLog(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  /// Adds an entry.
  private static final class AddWrite extends Write<Boolean> {
    private final Act act;

    AddWrite(Act act, Consumer<Boolean> done) {
      super(BYTES, done);
      this.act = act;
    }

    @Override
    Boolean apply(WriteSession session) throws SQLException {
      Statements statements = session.statements();
      AdminRows.insert(statements, Entry.after(AdminRows.last(statements).orElse(null), act));
      return true;
    }

    @Override
    Boolean unavailable(String message) {
      return false;
    }
  }

  @Override
  public void record(Act act, Consumer<Boolean> done) {
    writer.submit(new AddWrite(act, done));
  }

  @Override
  public List<Entry> entries(long after, int limit) {
    AdminLog.requirePage(limit);
    return readers.read(statements -> AdminRows.list(statements, after, limit));
  }
}
