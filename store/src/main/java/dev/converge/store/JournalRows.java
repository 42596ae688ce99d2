package dev.converge.store;

import dev.converge.core.Sealed;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// The table of events.
final class JournalRows {
  private static final String INSERT =
      "INSERT INTO journal (tenant_no, run_no, first_sequence, last_sequence, events)"
          + " VALUES (?, ?, ?, ?, ?)";
  private static final String AFTER =
      "SELECT first_sequence, last_sequence, events FROM journal"
          + " WHERE run_no = ? AND last_sequence > ? ORDER BY last_sequence";

  private JournalRows() {}

  static void insert(Statements statements, RunRows.Place place, List<EventRow> rows)
      throws SQLException {
    for (EventRow row : rows) {
      statements
          .of(INSERT)
          .with(place.tenantNo())
          .with(place.runNo())
          .with(row.first())
          .with(row.last())
          .with(row.bytes())
          .update();
    }
  }

  static List<Sealed> read(Statements statements, String runId, EventPage page)
      throws SQLException {
    long runNo = RunRows.number(statements, runId);
    // Rows come one by one, so what follows a full page is never read.
    try (ResultSet rows = statements.of(AFTER).with(runNo).with(page.after()).query()) {
      while (!page.isFull() && rows.next()) {
        new EventRow(rows.getLong(1), rows.getLong(2), rows.getBytes(3)).decode(page);
      }
    }
    return page.events();
  }
}
