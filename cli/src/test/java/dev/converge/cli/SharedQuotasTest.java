package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Program;
import dev.converge.core.budget.Mode;
import dev.converge.core.proposal.Seed;
import dev.converge.engine.AcceptedJob;
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
import java.util.Objects;
import java.util.UUID;
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

  /// A job that is about to be made.
  ///
  /// @param server where it was submitted
  /// @param reserved completes once there is room for it
  /// @param job what becomes of it
  private record Making(
      Quotas server, CompletableFuture<Void> reserved, CompletableFuture<AcceptedJob> job) {
    private static Making at(Quotas quotas) {
      CompletableFuture<AcceptedJob> job = new CompletableFuture<>();
      CompletableFuture<Void> reserved = new CompletableFuture<>();
      quotas.reserved(
          JOB,
          submission ->
              Objects.requireNonNull(submission.before())
                  .prepare("job_" + UUID.randomUUID())
                  .whenComplete((_, failure) -> {
                    if (failure == null) {
                      reserved.complete(null);
                    } else {
                      reserved.completeExceptionally(failure);
                    }
                  })
                  .thenCompose(_ -> job));
      return new Making(quotas, reserved, job);
    }

    /// Whether the quota allowed it.
    private boolean accepted() {
      try {
        reserved.join();
        return true;
      } catch (CompletionException e) {
        assertInstanceOf(OperationException.class, e.getCause(), e::toString);
        return false;
      }
    }

    private void refuse() {
      job.completeExceptionally(new ConvergeException(ErrorCode.INVALID, "not today"));
    }
  }

  private static List<Making> askBoth(Quotas here, Quotas there) {
    List<Making> asked = new ArrayList<>();
    for (int i = 0; i < ASKED; i++) {
      asked.add(Making.at(i % 2 == 0 ? here : there));
    }
    return asked.stream().filter(Making::accepted).toList();
  }

  private void holds(Quota quota) {
    Quotas here = quotas(one, quota);
    Quotas there = quotas(two, quota);
    List<Making> fit = askBoth(here, there);
    assertEquals(FIT, fit.size());
    assertFalse(Making.at(there).accepted());
    fit.getFirst().refuse();
    // What did not fit is given back after it is told, so it can stand in the way for a moment.
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!Making.at(fit.getFirst().server()).accepted()) {
      assertTrue(System.nanoTime() < end, "what was given back is not free");
      LockSupport.parkNanos(1_000_000);
    }
    assertFalse(Making.at(there).accepted());
    long expected = FIT * JOB.budget().maxTokens();
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
