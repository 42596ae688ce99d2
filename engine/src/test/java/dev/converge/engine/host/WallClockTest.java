package dev.converge.engine.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WallClockTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private Instant system = NOON;
  private Instant steady = NOON.minusSeconds(9_999);
  private final WallClock clock = new WallClock(() -> system, () -> steady);

  private void pass(Duration time) {
    system = system.plus(time);
    steady = steady.plus(time);
  }

  @Test
  void itTellsTheSystemsTimeAndGoesOnSteadily() {
    pass(Duration.ofMinutes(3));
    assertEquals(system, clock.instant());
    system = system.plusMillis(900);
    assertEquals(NOON.plus(Duration.ofMinutes(3)), clock.instant(), "drift is not followed");
    assertEquals(Duration.ZERO, clock.off());
  }

  @Test
  void itFollowsTheSystemsClockForwardAndBackOnceItIsTold() {
    for (int hours = -2; hours <= 2; hours += 4) {
      Duration by = Duration.ofHours(hours);
      system = system.plus(by);
      assertEquals(by, clock.off());
      clock.set(clock.off());
      assertEquals(system, clock.instant());
      assertEquals(Duration.ZERO, clock.off());
    }
  }
}
