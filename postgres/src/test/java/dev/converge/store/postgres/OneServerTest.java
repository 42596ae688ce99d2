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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

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

  private static void until(BooleanSupplier so) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Asked.PATIENCE_SECONDS);
    while (!so.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "it did not come true");
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void aDatabaseThatIsAwayIsToldWithoutThePassword() {
    StoreAddress away =
        new StoreAddress("jdbc:postgresql://127.0.0.1:1/none?password=hidden", "ann", "hidden");
    for (Executable asked :
        List.<Executable>of(
            () -> new PostgresProvider().inUse(away),
            () -> new PostgresProvider().open(away, OPTIONS))) {
      ConvergeException refused = assertThrows(ConvergeException.class, asked);
      assertEquals(ErrorCode.UNAVAILABLE, refused.code());
      String told = String.valueOf(refused.getMessage());
      assertTrue(told.startsWith("database jdbc:postgresql://127.0.0.1:1/none: cannot be "), told);
      assertFalse(told.contains("hidden"), told);
    }
  }

  @Test
  void whoeverWaitsLearnsThatTheDatabaseIsFree() throws SQLException {
    StoreAddress address = new StoreAddress(Postgres.database());
    PostgresProvider provider = new PostgresProvider();
    assertFalse(provider.inUse(address));
    try (PostgresStore store = PostgresStore.open(address, OPTIONS)) {
      assertTrue(provider.inUse(address));
      assertFalse(provider.inUse(new StoreAddress(Postgres.database())), "another schema");
      String note = store.note().orElse("");
      assertTrue(note.contains("fsync ") && note.endsWith(", synchronous_commit on"), note);
    }
    assertFalse(provider.inUse(address));
  }

  @Test
  void aServerWhoseConnectionsWereAllCutTakesItsLockBackAndGoesOn() throws SQLException {
    StoreAddress address = new StoreAddress(Postgres.database());
    try (PostgresStore store = PostgresStore.open(address, OPTIONS)) {
      PostgresOpened opened = new PostgresOpened(store);
      SampleRun run = Asked.created(opened, "cut", 1);
      try (var connection = Postgres.connection(address.url());
          var statement = connection.createStatement()) {
        statement.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE application_name LIKE 'converge%'");
      }
      until(() -> !store.writable());
      until(store::writable);
      assertInstanceOf(
          AppendResult.Appended.class, Asked.append(opened, "run_cut", 1, run.next(1, 10)));
      assertTrue(new PostgresProvider().inUse(address));
    }
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
