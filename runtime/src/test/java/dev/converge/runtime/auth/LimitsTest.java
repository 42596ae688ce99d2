package dev.converge.runtime.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LimitsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Principal ALICE = new Principal("acme", "alice");
  private static final Principal BOB = new Principal("acme", "bob");
  private static final Principal EVE = new Principal("other", "alice");

  @Test
  void aSecondsWorthOfRequestsIsTakenAtOnceAndThenAsManyAsTimeGivesBack() {
    RequestLimits limits = new RequestLimits(4, 0, 0, 0);
    for (int i = 0; i < 4; i++) {
      assertEquals(Optional.empty(), limits.enter(ALICE, NOW));
    }
    assertEquals(Optional.of(Duration.ofMillis(250)), limits.enter(ALICE, NOW));
    assertEquals(Optional.empty(), limits.enter(BOB, NOW));
    assertEquals(Optional.empty(), limits.enter(EVE, NOW));
    assertEquals(Optional.empty(), limits.enter(ALICE, NOW.plusMillis(250)));
    assertTrue(limits.enter(ALICE, NOW.plusMillis(250)).isPresent());
  }

  @Test
  void aClockThatGoesBackGivesNothingAndTakesNothing() {
    RequestLimits limits = new RequestLimits(1, 0, 0, 0);
    assertEquals(Optional.empty(), limits.enter(ALICE, NOW));
    assertTrue(limits.enter(ALICE, NOW.minusSeconds(100)).isPresent());
    assertEquals(Optional.empty(), limits.enter(ALICE, NOW.plusSeconds(1)));
  }

  @Test
  void soManyAreOpenAtATimeAndNoMore() {
    RequestLimits limits = new RequestLimits(0, 2, 0, 0);
    assertEquals(Optional.empty(), limits.enter(ALICE, NOW));
    assertEquals(Optional.empty(), limits.enter(ALICE, NOW));
    assertTrue(limits.enter(ALICE, NOW).isPresent());
    limits.leave(ALICE);
    assertEquals(Optional.empty(), limits.enter(ALICE, NOW));
  }

  @Test
  void whatTheTenantIsRefusedIsNotCountedForThePrincipal() {
    RequestLimits limits = new RequestLimits(0, 1, 0, 1);
    assertEquals(Optional.empty(), limits.enter(ALICE, NOW));
    assertTrue(limits.enter(BOB, NOW).isPresent());
    limits.leave(ALICE);
    assertEquals(Optional.empty(), limits.enter(BOB, NOW));
  }

  @Test
  void asManyCallersAsThereAreCostBoundedMemoryAndThoseWithSomethingOpenAreNotForgotten() {
    Allowance allowance = new Allowance(1, 1);
    assertEquals(Optional.empty(), allowance.enter("first", NOW));
    for (int i = 0; i < Allowance.MAX_CALLERS * 2; i++) {
      assertEquals(Optional.empty(), allowance.enter("caller" + i, NOW));
      allowance.leave("caller" + i);
    }
    assertTrue(allowance.enter("first", NOW).isPresent());
    assertTrue(allowance.size() <= Allowance.MAX_CALLERS, () -> "size " + allowance.size());
  }
}
