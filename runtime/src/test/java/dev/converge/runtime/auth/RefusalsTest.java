package dev.converge.runtime.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.engine.host.Timers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RefusalsTest {
  private final List<String> told = new ArrayList<>();
  private final List<String> counted = new ArrayList<>();
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final Refusals refusals = new Refusals(new ByHand(), counted::add, told::add);

  private final class ByHand implements Timers {
    @Override
    public Timer after(Duration delay, Runnable task) {
      assertEquals(Refusals.TELL_EVERY, delay);
      waiting.add(task);
      return () -> waiting.remove(task);
    }
  }

  private void aMinutePasses() {
    waiting.remove().run();
  }

  @Test
  void theFirstIsToldAtOnceAndTheOthersTogetherOnceAMinute() {
    for (int i = 0; i < 90; i++) {
      refusals.refused("token", i % 3 == 0 ? "192.0.2.1" : "192.0.2.2", "token: expired");
    }
    assertEquals(List.of("refused a request from 192.0.2.1: token: expired"), told);
    aMinutePasses();
    assertEquals(
        "refused 89 more requests in a minute: 192.0.2.2 60 (last: token: expired), 192.0.2.1 29"
            + " (last: token: expired)",
        told.getLast());
    aMinutePasses();
    assertEquals(2, told.size());
    assertTrue(waiting.isEmpty());
    refusals.refused("none", "192.0.2.9", "no credential");
    assertEquals("refused a request from 192.0.2.9: no credential", told.getLast());
    assertEquals(91, counted.size());
  }

  @Test
  void manySourcesMakeOneLineOfBoundedLength() {
    for (int i = 0; i < 5_000; i++) {
      refusals.refused("key", "2001:db8::" + i, "API key 0123456789abcdef is unknown");
    }
    aMinutePasses();
    assertTrue(told.getLast().startsWith("refused 4999 more requests"), told.getLast());
    assertTrue(told.getLast().contains("others 3999"), told.getLast());
    assertTrue(told.getLast().endsWith("and from 991 other sources"), told.getLast());
    assertTrue(told.getLast().length() < 1_000, told.getLast());
  }
}
