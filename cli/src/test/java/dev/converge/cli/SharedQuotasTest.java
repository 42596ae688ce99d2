package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Program;
import dev.converge.core.budget.Mode;
import dev.converge.core.proposal.Seed;
import dev.converge.engine.Submission;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import dev.converge.runtime.operations.field.OperationException;
import dev.converge.runtime.operations.quota.Amounts;
import dev.converge.runtime.operations.quota.Quota;
import dev.converge.runtime.operations.quota.Quotas;
import dev.converge.store.Store;
import dev.converge.store.StoreAddress;
import dev.converge.store.StoreOptions;
import dev.converge.store.Stores;
import dev.converge.testkit.Postgres;
import dev.converge.testkit.ScriptedPrograms;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two servers on one database hold a tenant to its quotas together.
final class SharedQuotasTest {
  private static final Program PROGRAM = ScriptedPrograms.gate(1);
  private static final Submission JOB =
      Submission.of(
          PROGRAM,
          List.of(new Seed("seed:1", "Where it starts.", null)),
          PROGRAM.definition().budget(),
          Mode.OFFLINE);
  private static final int ASKED = 8;
  private static final int FIT = 3;

  private final StoreAddress address = address();
  private final Store one = open();
  private final Store two = open();

  private static StoreAddress address() {
    try {
      return new StoreAddress(Postgres.database());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Store open() {
    return Stores.open(address, StoreOptions.durable(InstantSource.system()));
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  private static Quotas quotas(Store store, Quota ofTenant) {
    return new Quotas(ofTenant, Quota.NONE, 1_000, store.usage(), store, InstantSource.system());
  }

  /// What one of the two accepted, or nothing if the quota did not allow it.
  private static Optional<Quotas.Reservation> accepted(
      CompletableFuture<Quotas.Reservation> asked) {
    try {
      return Optional.of(asked.join());
    } catch (CompletionException e) {
      assertInstanceOf(OperationException.class, e.getCause(), e::toString);
      return Optional.empty();
    }
  }

  private List<Quotas.Reservation> askBoth(Quotas here, Quotas there) {
    List<CompletableFuture<Quotas.Reservation>> asked = new ArrayList<>();
    for (int i = 0; i < ASKED; i++) {
      asked.add((i % 2 == 0 ? here : there).reserveJob(JOB));
    }
    return asked.stream().flatMap(each -> accepted(each).stream()).toList();
  }

  private static void refused(Quotas.Reservation reservation) {
    CompletableFuture<Void> never =
        CompletableFuture.failedFuture(new ConvergeException(ErrorCode.INVALID, "not today"));
    reservation.keptUnlessFailed("job_none", never);
  }

  private void holds(Quota quota) {
    Quotas here = quotas(one, quota);
    Quotas there = quotas(two, quota);
    List<Quotas.Reservation> fit = askBoth(here, there);
    assertEquals(FIT, fit.size());
    assertTrue(accepted(there.reserveJob(JOB)).isEmpty());
    // The lane of whoever gives back is in order, so the same server finds it free.
    refused(fit.getFirst());
    assertTrue(accepted(here.reserveJob(JOB)).isPresent());
    assertTrue(accepted(there.reserveJob(JOB)).isEmpty());
    // What did not fit is given back after it is told.
    long expected = FIT * JOB.budget().maxTokens();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (reserved(there) != expected) {
      assertTrue(System.nanoTime() < end, () -> reserved(there) + ", not " + expected);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static long reserved(Quotas quotas) {
    return quotas.report(null).tenants().getFirst().used().month().tokens();
  }

  @Test
  void ofUnfinishedJobsAtBothServersNoMoreAreAcceptedThanTheQuotaAllows() {
    holds(new Quota(FIT, Amounts.NO_LIMITS, Amounts.NO_LIMITS, Quota.UNLIMITED));
  }

  @Test
  void ofTheTokensOfAMonthNoMoreAreReservedThanTheQuotaAllows() {
    Amounts month =
        new Amounts(Amounts.UNLIMITED, FIT * JOB.budget().maxTokens() + 1, Amounts.UNLIMITED);
    holds(new Quota(Quota.UNLIMITED, Amounts.NO_LIMITS, month, Quota.UNLIMITED));
  }

  @Test
  void ofStoredBytesNoMoreArePromisedThanTheQuotaAllows() {
    holds(new Quota(Quota.UNLIMITED, Amounts.NO_LIMITS, Amounts.NO_LIMITS, FIT * 1_000));
  }
}
