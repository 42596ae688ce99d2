package dev.converge.runtime.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.testkit.contract.SetClock;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class SlowdownTest {
  private static final Slowdown.Turn NOW = new Slowdown.Turn.Now();

  private final SetClock clock = new SetClock(Instant.EPOCH);
  private final Slowdown slowdown = new Slowdown(clock);

  private void refuse(String source, int times) {
    for (int i = 0; i < times; i++) {
      slowdown.refused(source);
    }
  }

  private static Slowdown.Turn after(long millis) {
    return new Slowdown.Turn.After(Duration.ofMillis(millis));
  }

  @Test
  void theDelayDoublesWithEachFurtherRefusalOfASourceUpToALimit() {
    refuse("a", Slowdown.FREE - 1);
    assertEquals(NOW, slowdown.turn("a", "x"));
    for (long delay : new long[] {100, 200, 400, 800, 1600, 3200, 5000, 5000}) {
      slowdown.refused("a");
      assertEquals(after(delay), slowdown.turn("a", "x"));
      slowdown.waited("a");
    }
    refuse("a", 1_000);
    assertEquals(after(5000), slowdown.turn("a", "x"));
    assertEquals(NOW, slowdown.turn("b", "x"));
  }

  @Test
  void aCredentialThatWasAcceptedLatelyDoesNotWait() {
    refuse("a", 20);
    slowdown.accepted("good");
    assertEquals(NOW, slowdown.turn("a", "good"));
    assertEquals(after(5000), slowdown.turn("a", "bad"));
  }

  @Test
  void theNumberThatWaitsAtATimeIsLimited() {
    refuse("a", 20);
    for (int i = 0; i < Slowdown.MAX_WAITING; i++) {
      assertInstanceOf(Slowdown.Turn.After.class, slowdown.turn("a", "x" + i));
    }
    assertInstanceOf(Slowdown.Turn.Never.class, slowdown.turn("a", "one more"));
    slowdown.waited("a");
    assertInstanceOf(Slowdown.Turn.After.class, slowdown.turn("a", "one more"));
  }

  @Test
  void refusalsAreForgivenWithTime() {
    refuse("a", Slowdown.FREE);
    assertEquals(after(100), slowdown.turn("a", "x"));
    slowdown.waited("a");
    clock.move(Slowdown.FORGIVE);
    assertEquals(NOW, slowdown.turn("a", "x"));
  }

  @Test
  void theMemoryIsBounded() {
    for (int i = 0; i < 3 * Slowdown.MAX_SOURCES; i++) {
      slowdown.refused("source " + i);
      slowdown.accepted("credential " + i);
    }
    assertTrue(slowdown.size() <= Slowdown.MAX_SOURCES + Slowdown.MAX_ACCEPTED);
  }

  @Test
  void theAddressesOfAnIpv6NetworkAreOneSource() throws Exception {
    assertEquals(
        Slowdown.source(InetAddress.getByName("2001:db8:1:2:3:4:5:6")),
        Slowdown.source(InetAddress.getByName("2001:db8:1:2:ffff::1")));
    assertEquals("192.0.2.1", Slowdown.source(InetAddress.getByName("192.0.2.1")));
  }
}
