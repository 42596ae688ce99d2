package dev.converge.store.sqlite;

import dev.converge.engine.store.AdminLog.Entry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The table of the administrative log.
final class AdminRows {
  private static final String LAST =
      "SELECT sequence, line FROM admin_log ORDER BY sequence DESC LIMIT 1";
  private static final String LIST =
      "SELECT sequence, line FROM admin_log WHERE sequence > ? ORDER BY sequence LIMIT ?";
  private static final String INSERT = "INSERT INTO admin_log (sequence, line) VALUES (?, ?)";

  private AdminRows() {}

  static Optional<Entry> last(Statements statements) throws SQLException {
    try (ResultSet rows = statements.of(LAST).query()) {
      return rows.next() ? Optional.of(read(rows)) : Optional.empty();
    }
  }

  static List<Entry> list(Statements statements, long after, int limit) throws SQLException {
    List<Entry> entries = new ArrayList<>();
    try (ResultSet rows = statements.of(LIST).with(after).with(limit).query()) {
      while (rows.next()) {
        entries.add(read(rows));
      }
    }
    return entries;
  }

  static void insert(Statements statements, Entry entry) throws SQLException {
    statements.of(INSERT).with(entry.sequence()).with(entry.line()).update();
  }

  private static Entry read(ResultSet row) throws SQLException {
    return new Entry(row.getLong(1), row.getString(2));
  }
}
