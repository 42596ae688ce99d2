package dev.converge.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.engine.store.UsageStore;
import dev.converge.engine.store.UsageStore.Used;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// What every store of what was used does; a subclass opens one.
public abstract class UsageStoreContract extends PartContract<UsageStore> {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

  /// For subclasses.
  protected UsageStoreContract() {}

  private void add(String tenant, String key, LocalDate day, long jobs, long cost) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    store.add(new Used(tenant, key, day, jobs, 10 * cost, cost), done::complete);
    assertTrue(Asked.answer(done));
  }

  @Test
  final void nothingWasUsedAtFirst() {
    assertEquals(List.of(), store.since(DAY));
  }

  @Test
  final void changesOfOneKeyAndDayAreSummed() {
    add("acme", "ann", DAY, 1, 500);
    add("acme", "ann", DAY, 2, 700);
    add("acme", "ann", DAY, -1, -300);
    assertEquals(List.of(new Used("acme", "ann", DAY, 2, 9_000, 900)), store.since(DAY));
  }

  @Test
  final void tenantsKeysAndDaysAreKeptApart() {
    LocalDate next = DAY.plusDays(1);
    add("globex", "ann", DAY, 1, 1);
    add("acme", "bob", DAY, 2, 2);
    add("acme", "", DAY, 3, 3);
    add("acme", "bob", next, 4, 4);
    assertEquals(
        List.of(
            new Used("acme", "", DAY, 3, 30, 3),
            new Used("acme", "bob", DAY, 2, 20, 2),
            new Used("acme", "bob", next, 4, 40, 4),
            new Used("globex", "ann", DAY, 1, 10, 1)),
        store.since(DAY));
    assertEquals(List.of(new Used("acme", "bob", next, 4, 40, 4)), store.since(next));
  }

  @Test
  final void whatIsTooOldIsForgotten() {
    add("acme", "ann", DAY, 1, 1);
    LocalDate last = DAY.plusDays(UsageStore.KEPT_DAYS);
    add("acme", "ann", last, 1, 1);
    assertEquals(2, store.since(DAY).size());
    add("acme", "ann", last.plusDays(1), 1, 1);
    assertEquals(
        List.of(last, last.plusDays(1)), store.since(DAY).stream().map(Used::day).toList());
  }
}
