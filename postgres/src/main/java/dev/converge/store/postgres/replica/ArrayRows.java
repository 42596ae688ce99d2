package dev.converge.store.postgres.replica;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows that a statement unnests: one array for each column, which the driver sends in binary form.
/// Used by one thread at a time.
final class ArrayRows {
  private final List<Column> columns;

  private record Column(String type, List<@Nullable Object> values) {
    Array array(Sql sql) throws SQLException {
      return sql.connection().createArrayOf(type, ofType());
    }

    /// The driver would send arrays of other classes as text.
    private @Nullable Object[] ofType() {
      return switch (type) {
        case "int8" -> values.toArray(Long[]::new);
        case "int4" -> values.toArray(Integer[]::new);
        case "bool" -> values.toArray(Boolean[]::new);
        case "bytea" -> values.toArray(byte[][]::new);
        default -> values.toArray(String[]::new);
      };
    }
  }

  /// @param types of the columns, separated by spaces
  ArrayRows(List<String> types) {
    this.columns = types.stream().map(type -> new Column(type, new ArrayList<>())).toList();
  }

  /// Adds a row.
  void add(@Nullable Object... row) {
    put(0, row);
  }

  /// Adds a row.
  ///
  /// @param last the values of the last columns
  void addEnding(@Nullable Object[] last, @Nullable Object... first) {
    put(0, first);
    put(first.length, last);
  }

  private void put(int from, @Nullable Object[] values) {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      columns.get(from + i).values().add(value instanceof String text ? Sql.storable(text) : value);
    }
  }

  boolean isEmpty() {
    return columns.getFirst().values().isEmpty();
  }

  /// One column.
  Array array(Sql sql, int column) throws SQLException {
    return columns.get(column).array(sql);
  }

  /// Sets the parameters, starting with the given one.
  ///
  /// @return the next parameter
  int bind(Sql sql, PreparedStatement statement, int from) throws SQLException {
    int next = from;
    for (Column column : columns) {
      statement.setArray(next++, column.array(sql));
    }
    return next;
  }
}
