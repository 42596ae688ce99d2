package dev.converge.store.sqlite;

import dev.converge.core.Chain;
import dev.converge.core.event.Sealed;
import dev.converge.store.EventRow;
import dev.converge.store.JournalPage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The table of events.
final class JournalRows {
  private static final String INSERT =
      "INSERT INTO journal (tenant_no, run_no, first_sequence, last_sequence, events)"
          + " VALUES (?, ?, ?, ?, ?)";
  private static final String AFTER =
      "SELECT first_sequence, last_sequence, events FROM journal"
          + " WHERE run_no = ? AND last_sequence > ? ORDER BY last_sequence";

  private static final String ROWS =
      "SELECT rowid FROM journal WHERE run_no = ? ORDER BY last_sequence";
  private static final String ROW =
      "SELECT first_sequence, last_sequence, events FROM journal WHERE rowid = ?";
  private static final String DELETE = "DELETE FROM journal WHERE rowid = ?";

  private JournalRows() {}

  static void insert(WriteSession session, RunRows.Place place, List<EventRow> rows)
      throws SQLException {
    for (EventRow row : rows) {
      session.stored().add(place.payer(), row.bytes().length);
      session
          .statements()
          .of(INSERT)
          .with(place.payer().tenantNo())
          .with(place.runNo())
          .with(row.first())
          .with(row.last())
          .with(row.bytes())
          .update();
    }
  }

  static List<Sealed> read(Statements statements, String runId, JournalPage page)
      throws SQLException {
    long runNo = RunRows.number(statements, runId);
    // Rows are read one at a time, so nothing after a full page is read.
    try (ResultSet rows = statements.of(AFTER).with(runNo).with(page.after()).query()) {
      while (!page.isFull() && rows.next()) {
        new EventRow(rows.getLong(1), rows.getLong(2), rows.getBytes(3)).decode(page);
      }
    }
    return page.events();
  }

  /// Erases the content of a run's events, row by row.
  static void erase(WriteSession session, RunRows.Place place) throws SQLException {
    Statements statements = session.statements();
    List<Long> numbers = new ArrayList<>();
    try (ResultSet rows = statements.of(ROWS).with(place.runNo()).query()) {
      while (rows.next()) {
        numbers.add(rows.getLong(1));
      }
    }
    for (long number : numbers) {
      JournalPage page = new JournalPage(0, Integer.MAX_VALUE, Integer.MAX_VALUE);
      try (ResultSet row = statements.of(ROW).with(number).query()) {
        row.next();
        new EventRow(row.getLong(1), row.getLong(2), row.getBytes(3)).decode(page);
      }
      statements.of(DELETE).with(number).update();
      insert(session, place, EventRow.of(page.events().stream().map(Chain::erase).toList()));
    }
  }
}
