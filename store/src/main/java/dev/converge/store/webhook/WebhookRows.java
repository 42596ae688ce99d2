package dev.converge.store.webhook;

import dev.converge.core.text.EnumWord;
import dev.converge.engine.store.Happening;
import dev.converge.engine.store.Webhook;
import dev.converge.engine.store.WebhookStore.Cursor;
import dev.converge.engine.store.WebhookStore.Due;
import dev.converge.engine.store.WebhookStore.Letter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Rows of webhooks and cursors, and how they are read and bound to parameters.
final class WebhookRows {
  static final String WEBHOOK =
      "w.id, w.tenant, w.job_id, w.url, w.tells, w.secret, w.description, w.created_by,"
          + " w.created_at, w.ended_at, w.ended_because";
  static final String CURSOR =
      "c.webhook_id, c.run_id, c.letter, c.sequence, c.stored, c.attempts, c.failing_since,"
          + " c.not_before";
  private static final int WEBHOOK_COLUMNS = 11;
  private static final String BETWEEN = " ";

  private WebhookRows() {}

  /// Reads one row.
  ///
  /// @param <T> the type of the result
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private static PreparedStatement prepared(Connection connection, String sql, Object... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  static <T> List<T> all(Connection connection, Row<T> row, String sql, Object... values)
      throws SQLException {
    List<T> all = new ArrayList<>();
    try (PreparedStatement statement = prepared(connection, sql, values);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        all.add(row.read(rows));
      }
    }
    return all;
  }

  /// Changes rows and returns their number.
  static int update(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepared(connection, sql, values)) {
      return statement.executeUpdate();
    }
  }

  static String words(Set<Happening> tells) {
    return String.join(BETWEEN, tells.stream().map(EnumWord::of).toList());
  }

  private static Set<Happening> tells(String words) {
    Set<Happening> tells = EnumSet.noneOf(Happening.class);
    for (String word : words.split(BETWEEN, -1)) {
      EnumWord.find(Happening.class, word).ifPresent(tells::add);
    }
    return tells;
  }

  static Webhook webhook(ResultSet row) throws SQLException {
    long endedAt = row.getLong(10);
    return new Webhook(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        tells(row.getString(5)),
        row.getString(6),
        row.getString(7),
        row.getString(8),
        Instant.ofEpochMilli(row.getLong(9)),
        endedAt == 0
            ? null
            : new Webhook.Ended(Instant.ofEpochMilli(endedAt), row.getString(WEBHOOK_COLUMNS)));
  }

  /// A webhook and, after its columns, a cursor.
  static Due due(ResultSet row) throws SQLException {
    int at = WEBHOOK_COLUMNS;
    return new Due(
        webhook(row),
        new Cursor(
            row.getString(at + 1),
            row.getString(at + 2),
            row.getLong(at + 3),
            row.getLong(at + 4),
            row.getLong(at + 5),
            row.getInt(at + 6),
            Instant.ofEpochMilli(row.getLong(at + 7)),
            Instant.ofEpochMilli(row.getLong(at + 8))));
  }

  /// The undeliverable event at the cursor, from the columns `run_id, letter, attempts,
  /// failing_since, error`.
  static Letter letter(ResultSet row) throws SQLException {
    return new Letter(
        row.getString(1),
        row.getLong(2),
        row.getInt(3),
        Instant.ofEpochMilli(row.getLong(4)),
        row.getString(5));
  }
}
