package dev.converge.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.Journal.AppendResult;
import dev.converge.store.StoreAddress;
import dev.converge.store.StoreOptions;
import dev.converge.testkit.Asked;
import dev.converge.testkit.Postgres;
import dev.converge.testkit.SampleRun;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// One server writes to a database at a time.
class OneServerTest {
  private static final StoreOptions OPTIONS = StoreOptions.durable(InstantSource.system());

  @Test
  void aSecondServerIsToldThatTheDatabaseIsInUse() throws SQLException {
    String url = Postgres.database();
    try (PostgresStore first = PostgresStore.open(new StoreAddress(url), OPTIONS)) {
      ConvergeException refused =
          assertThrows(
              ConvergeException.class, () -> PostgresStore.open(new StoreAddress(url), OPTIONS));
      assertEquals(ErrorCode.UNAVAILABLE, refused.code());
      String told = String.valueOf(refused.getMessage());
      assertTrue(told.contains("in use by another server"), told);
      assertTrue(first.writable());
    }
    PostgresStore.open(new StoreAddress(url), OPTIONS).close();
  }

  @Test
  void aServerThatWasFencedOffStoresNothingAndSaysThatItIsLost() throws SQLException {
    String url = Postgres.database();
    try (PostgresStore store = PostgresStore.open(new StoreAddress(url), OPTIONS)) {
      PostgresOpened opened = new PostgresOpened(store);
      SampleRun run = Asked.created(opened, "a", 1);
      CompletableFuture<String> lost = new CompletableFuture<>();
      store.whenLost(lost::complete);
      try (var connection = Postgres.connection(url);
          var statement = connection.createStatement()) {
        statement.execute("UPDATE lane SET epoch = epoch + 1");
      }
      assertInstanceOf(
          AppendResult.Unavailable.class, Asked.append(opened, "run_a", 1, run.next(1, 10)));
      assertEquals("another server took over", Asked.answer(lost));
      assertEquals(1, store.read("run_a", 0, 10, 10_000).size());
      assertFalse(store.writable());
    }
  }
}
