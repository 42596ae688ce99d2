package dev.converge.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.status.Status;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.engine.store.Journal.AppendResult;
import dev.converge.engine.store.Membership;
import dev.converge.engine.store.Ownership.Claim;
import dev.converge.store.StoreAddress;
import dev.converge.store.StoreOptions;
import dev.converge.testkit.Postgres;
import dev.converge.testkit.contract.Asked;
import dev.converge.testkit.contract.SampleRun;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// Replicas that are lost, cut off, or away.
class MembersTest {
  private static final StoreOptions OPTIONS = StoreOptions.durable(InstantSource.system());

  private static void until(BooleanSupplier so) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Asked.PATIENCE_SECONDS);
    while (!so.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "it did not come true");
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void aDatabaseThatIsAwayIsReportedWithoutThePassword() {
    StoreAddress away =
        new StoreAddress("jdbc:postgresql://127.0.0.1:1/none?password=hidden", "ann", "hidden");
    ConvergeException refused =
        assertThrows(ConvergeException.class, () -> new PostgresProvider().open(away, OPTIONS));
    assertEquals(ErrorCode.UNAVAILABLE, refused.code());
    String told = String.valueOf(refused.getMessage());
    assertTrue(told.startsWith("database jdbc:postgresql://127.0.0.1:1/none: cannot be "), told);
    assertFalse(told.contains("hidden"), told);
  }

  @Test
  void theNoteSaysHowSureTheDatabaseIsAndHowManyReplicasThereAre() throws SQLException {
    StoreAddress address = new StoreAddress(Postgres.database());
    try (PostgresStore one = PostgresStore.open(address, OPTIONS);
        PostgresStore two = PostgresStore.open(address, OPTIONS)) {
      until(() -> one.replica().membership().members().size() == 2);
      String note = two.note().orElse("");
      assertTrue(
          note.matches(
              ".*fsync o.*, synchronous_commit on; replica 2, one of 2, confirmed [0-9]+ ms ago"),
          note);
    }
  }

  @Test
  void aReplicaWhoseConnectionsWereAllCutContinues() throws SQLException {
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
      assertInstanceOf(
          AppendResult.Appended.class, Asked.append(opened, "run_cut", 1, run.next(1, 10)));
      assertTrue(store.replica().membership().member());
      until(store::writable);
    }
  }

  @Test
  void onlyOneReplicaSweepsAndAnotherDoesOnceItEnds() throws SQLException {
    StoreAddress address = new StoreAddress(Postgres.database());
    Instant later = SampleRun.NOON.plusSeconds(3_600);
    try (PostgresStore two = openAfterOne(address, later)) {
      until(() -> two.erasable(later, 10).equals(List.of("job_a")));
    }
  }

  private static PostgresStore openAfterOne(StoreAddress address, Instant later) {
    try (PostgresStore one = PostgresStore.open(address, OPTIONS)) {
      SampleRun run = Asked.created(new PostgresOpened(one), "a", 1);
      Asked.append(new PostgresOpened(one), "run_a", 1, run.next(1, 10), Status.CONVERGED);
      PostgresStore two = PostgresStore.open(address, OPTIONS);
      assertEquals(List.of("job_a"), one.erasable(later, 10));
      assertEquals(List.of(), two.erasable(later, 10));
      return two;
    }
  }

  @Test
  void runsOfAReplicaThatEndedAreForOthersAtOnce() throws SQLException {
    StoreAddress address = new StoreAddress(Postgres.database());
    CompletableFuture<String> freed = new CompletableFuture<>();
    try (PostgresStore two = PostgresStore.open(address, OPTIONS)) {
      two.replica().membership().listen(new Freed(freed));
      try (PostgresStore one = PostgresStore.open(address, OPTIONS)) {
        Asked.created(new PostgresOpened(one), "a", 1);
      }
      assertEquals("freed", Asked.answer(freed));
      assertInstanceOf(Claim.Mine.class, two.replica().ownership().claim("run_a"));
    }
  }

  private record Freed(CompletableFuture<String> told) implements Membership.Listener {
    @Override
    public void lost(String why) {
      told.complete("lost: " + why);
    }

    @Override
    public void joined() {
      told.complete("joined");
    }

    @Override
    public void freed() {
      told.complete("freed");
    }
  }
}
