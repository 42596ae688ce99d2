package dev.converge.store.sqlite;

import dev.converge.engine.store.AdminLog;
import java.util.List;
import java.util.function.Consumer;

/// The administrative log on SQLite. Thread-safe.
final class SqliteAdminLog implements AdminLog {
  private final Writer writer;
  private final Readers readers;

  SqliteAdminLog(Writer writer, Readers readers) {
    this.writer = writer;
    this.readers = readers;
  }

  @Override
  public void record(Act act, Consumer<Boolean> done) {
    writer.submit(new AdminWrite(act, done));
  }

  @Override
  public List<Entry> entries(long after, int limit) {
    AdminLog.requirePage(limit);
    return readers.read(statements -> AdminRows.list(statements, after, limit));
  }
}
