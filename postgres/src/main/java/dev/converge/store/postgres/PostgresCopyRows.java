package dev.converge.store.postgres;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.store.CopiedRow;
import dev.converge.store.CopiedTable;
import dev.converge.store.postgres.replica.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Inserts the rows of a copy.
final class PostgresCopyRows {
  /// Columns that SQLite stores as 0 or 1.
  private static final Set<String> YES_OR_NO = Set.of("unfinished", "asserted", "by_deadline");

  private static final Set<String> NUMBERS =
      Set.of(
          "created_at",
          "erased_at",
          "updated_at",
          "cycles",
          "facts",
          "last_sequence",
          "running_ms",
          "tokens",
          "cost_micros",
          "pending",
          "wake_at",
          "asked_at",
          "due",
          "decided_at",
          "installed_at",
          "sequence",
          "day",
          "jobs",
          "ended_at");

  private PostgresCopyRows() {}

  private static String placeholder(String column) {
    if (YES_OR_NO.contains(column)) {
      return "?::int8::int::bool";
    }
    return NUMBERS.contains(column) ? "?::int8" : "?";
  }

  /// Inserts a tenant's row unless it already exists.
  ///
  /// @param one a column whose number is passed separately, or `null`
  /// @param other a second such column, or `null`
  static void insert(
      Sql sql,
      String name,
      CopiedTable table,
      CopiedRow row,
      @Nullable String one,
      long oneNumber,
      @Nullable String other,
      long otherNumber)
      throws SQLException {
    List<String> columns = new ArrayList<>(table.columns());
    List<String> placeholders =
        new ArrayList<>(columns.stream().map(PostgresCopyRows::placeholder).toList());
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      values.add(
          columns.get(i).equals("metadata") && row.values().get(i) instanceof String text
              ? text.replace("\\u0000", "\\ufffd")
              : row.values().get(i));
    }
    columns.add("tenant");
    placeholders.add("?");
    values.add(row.tenant());
    number(one, oneNumber, columns, placeholders, values);
    number(other, otherNumber, columns, placeholders, values);
    sql.update(
        "INSERT INTO %s (%s) VALUES (%s) ON CONFLICT DO NOTHING"
            .formatted(name, String.join(", ", columns), String.join(", ", placeholders)),
        values.toArray());
  }

  private static void number(
      @Nullable String column,
      long number,
      List<String> columns,
      List<String> placeholders,
      List<@Nullable Object> values) {
    if (column != null) {
      columns.add(column);
      placeholders.add("?");
      values.add(number);
    }
  }

  /// Inserts an entry of the administrative log.
  ///
  /// @throws ConvergeException with `CONFLICT` if another entry has its place
  static void log(Sql sql, CopiedRow row) throws SQLException {
    long sequence = (Long) CopiedTable.ADMIN_LOG.value(row, "sequence");
    String line = (String) CopiedTable.ADMIN_LOG.value(row, "line");
    sql.update(
        "INSERT INTO admin_log (sequence, line) VALUES (?, ?) ON CONFLICT DO NOTHING",
        sequence,
        line);
    String stored =
        sql.first(
                found -> found.getString(1),
                "SELECT line FROM admin_log WHERE sequence = ?",
                sequence)
            .orElse("");
    if (!stored.equals(line)) {
      throw new ConvergeException(
          ErrorCode.CONFLICT,
          "administrative log: entry "
              + sequence
              + " in the database is a different one (expected: a database that no server has used"
              + " since the copy before)");
    }
  }

  /// Makes the webhooks exactly the given ones. Deletes how far they delivered; the copy adds that
  /// later.
  ///
  /// @return the number of webhooks
  static int webhooks(Sql sql, List<CopiedRow> rows) throws SQLException {
    sql.update("DELETE FROM webhook_cursor");
    sql.update("DELETE FROM webhook");
    boolean standing = false;
    for (CopiedRow row : rows) {
      insert(sql, "webhook", CopiedTable.WEBHOOK, row, null, 0, null, 0);
      standing |= (Long) CopiedTable.WEBHOOK.value(row, "ended_at") == 0;
    }
    PostgresWebhooks.have(sql, standing);
    return rows.size();
  }

  /// Inserts how far a webhook has delivered the events of a run.
  static void cursor(Sql sql, CopiedRow row) throws SQLException {
    sql.update(
        "INSERT INTO webhook_cursor (%s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::int8, ?) ON CONFLICT DO NOTHING"
            .formatted(String.join(", ", CopiedTable.WEBHOOK_CURSOR.columns())),
        row.values().toArray());
  }

  /// Inserts the usage of a day, or sets it to the given amounts.
  static void usage(Sql sql, CopiedRow row) throws SQLException {
    List<@Nullable Object> values = new ArrayList<>(row.values());
    values.add(row.tenant());
    sql.update(
        "INSERT INTO usage AS used (key, day, jobs, tokens, cost_micros, tenant) VALUES (?, ?, ?, ?,"
            + " ?, ?) ON CONFLICT (tenant, key, day) DO UPDATE SET jobs = greatest(used.jobs,"
            + " excluded.jobs), tokens = greatest(used.tokens, excluded.tokens), cost_micros ="
            + " greatest(used.cost_micros, excluded.cost_micros)",
        values.toArray());
  }
}
