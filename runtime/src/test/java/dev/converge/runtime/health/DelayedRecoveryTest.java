package dev.converge.runtime.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Readiness that does not flap; case I05 of the public reports.
final class DelayedRecoveryTest {
  private final AtomicBoolean good = new AtomicBoolean(true);
  private final AtomicLong millis = new AtomicLong();
  private final ReadinessCheck check =
      ReadinessCheck.recoveringLate(
          "store",
          () -> good.get() ? Optional.empty() : Optional.of("away"),
          () -> Duration.ofMillis(millis.get()).toNanos());

  /// Looks twice a second for so long.
  private void assertThroughout(boolean ready, int forMillis) {
    for (int passed = 0; passed < forMillis; passed += 500) {
      assertEquals(ready, check.problem().get().isEmpty(), "at " + millis.get() + " ms");
      millis.addAndGet(500);
    }
  }

  @Test
  void aProblemCountsAtOnce() {
    assertThroughout(true, 5_000);
    good.set(false);
    assertEquals(Optional.of("away"), check.problem().get());
  }

  // Case I05.
  @Test
  void theEndOfAnOutageCountsOnceItHasLasted() {
    good.set(false);
    assertThroughout(false, 300_000);
    good.set(true);
    assertThroughout(false, 1_500);
    assertThroughout(true, 10_000);
  }

  // Case I05.
  @Test
  void aMomentOfLuckDuringAnOutageDoesNotBringItBack() {
    for (int i = 0; i < 20; i++) {
      good.set(false);
      assertThroughout(false, 9_000);
      good.set(true);
      assertThroughout(false, 1_000);
    }
  }
}
