package dev.converge.store.postgres;

import dev.converge.store.postgres.replica.Sql;
import dev.converge.testkit.Postgres;
import java.sql.SQLException;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/// Schemas for the contract suites, which are emptied and used again: cheaper than a new one for
/// each test. Thread-safe.
final class FreeSchemas {
  private static final Deque<String> FREE = new ConcurrentLinkedDeque<>();

  private FreeSchemas() {}

  /// The URL of a schema that holds nothing, or only empty tables.
  static String take() throws SQLException {
    String url = FREE.poll();
    if (url == null) {
      return Postgres.database();
    }
    try (var connection = Postgres.connection(url)) {
      Sql sql = new Sql(connection);
      List<String> tables =
          sql.all(
              row -> row.getString(1),
              "SELECT quote_ident(relname) FROM pg_class WHERE relnamespace ="
                  + " current_schema()::regnamespace AND relkind IN ('r', 'p') AND NOT"
                  + " relispartition AND relname <> 'schema_version'");
      // Cheaper than to truncate them, as long as they hold little.
      sql.run("DELETE FROM " + String.join("; DELETE FROM ", tables));
    }
    return url;
  }

  /// Nobody uses a schema any more.
  static void give(String url) {
    FREE.add(url);
  }
}
