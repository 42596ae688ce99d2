package dev.converge.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.store.StoreAddress;
import dev.converge.store.StoreOptions;
import dev.converge.store.postgres.replica.PostgresNumbers;
import dev.converge.store.postgres.replica.Sql;
import dev.converge.testkit.Postgres;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/// The schema of the store, and the partitions of its journal.
class PostgresSchemaTest {
  private static final StoreOptions OPTIONS = StoreOptions.durable(InstantSource.system());

  private static long count(Sql sql, String table) throws SQLException {
    return sql.first(row -> row.getLong(1), "SELECT count(*) FROM " + table).orElseThrow();
  }

  @Test
  void rowsOfAMonthWithoutAPartitionMoveIntoItWhenItIsMade() throws SQLException {
    String url = Postgres.database();
    PostgresStore.open(new StoreAddress(url), OPTIONS).close();
    YearMonth month = YearMonth.of(2001, 2);
    try (var connection = Postgres.connection(url)) {
      Sql sql = new Sql(connection);
      for (YearMonth each : new YearMonth[] {month.minusMonths(1), month, month.plusMonths(1)}) {
        long millis = each.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        sql.update("INSERT INTO journal VALUES (?, 1, 1, '\\x01')", PostgresNumbers.from(millis));
      }
      assertEquals(3, count(sql, "journal_default"));
      PostgresSchema.partition(sql, month);
      assertEquals(1, count(sql, "journal_2001_02"));
      assertEquals(2, count(sql, "journal_default"));
      assertEquals(3, count(sql, "journal"));
      PostgresSchema.partition(sql, month);
    }
    PostgresStore.open(new StoreAddress(url), OPTIONS).close();
  }

  @Test
  void aSchemaThatNeedsALaterServerIsRefusedAndLeftAsItIs() throws SQLException {
    String url = Postgres.database();
    PostgresStore.open(new StoreAddress(url), OPTIONS).close();
    try (var connection = Postgres.connection(url)) {
      Sql sql = new Sql(connection);
      sql.update("INSERT INTO schema_version VALUES (99, 'later', 98)");
      ConvergeException refused =
          assertThrows(
              ConvergeException.class, () -> PostgresStore.open(new StoreAddress(url), OPTIONS));
      assertEquals(ErrorCode.UNAVAILABLE, refused.code());
      String told = String.valueOf(refused.getMessage());
      assertTrue(
          told.startsWith("database schema: version 99, for servers of version 98 and later"),
          told);
      sql.update("UPDATE schema_version SET oldest_server = 1 WHERE version = 99");
    }
    PostgresStore.open(new StoreAddress(url), OPTIONS).close();
  }
}
