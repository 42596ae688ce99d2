package dev.converge.runtime.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Readiness that does not flap; case I05 of the public reports.
final class SteadyTest {
  private final AtomicBoolean good = new AtomicBoolean(true);
  private final AtomicLong millis = new AtomicLong();
  private final Check check =
      Check.steady(
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
  void i05BlipsOfASecondEveryTenChangeNothing() {
    for (int i = 0; i < 20; i++) {
      good.set(false);
      assertThroughout(true, 1_000);
      good.set(true);
      assertThroughout(true, 9_000);
    }
  }

  @Test
  void i05AnOutageCountsOnceItHasLastedAndSoDoesItsEnd() {
    good.set(false);
    assertThroughout(true, 2_000);
    assertThroughout(false, 300_000);
    assertEquals(Optional.of("away"), check.problem().get());
    good.set(true);
    assertThroughout(false, 2_000);
    assertThroughout(true, 10_000);
  }

  @Test
  void i05AMomentOfLuckDuringAnOutageDoesNotBringItBack() {
    good.set(false);
    assertThroughout(true, 2_000);
    for (int i = 0; i < 20; i++) {
      assertThroughout(false, 9_000);
      good.set(true);
      assertThroughout(false, 1_000);
      good.set(false);
    }
  }

  @Test
  void howItIsAtFirstCountsAtOnce() {
    good.set(false);
    Check fresh =
        Check.steady(
            "store", () -> good.get() ? Optional.empty() : Optional.of("away"), millis::get);
    assertEquals(Optional.of("away"), fresh.problem().get());
  }
}
