package dev.converge.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallQueueTest {
  private final List<String> begun = new ArrayList<>();

  private void start(CallQueue<Runnable> queue, String tenant, String run, int calls) {
    for (int i = 1; i <= calls; i++) {
      String name = run + i;
      queue.start(tenant, run, () -> begun.add(name));
    }
  }

  private void end(CallQueue<Runnable> queue, int calls) {
    for (int i = 0; i < calls; i++) {
      queue.done();
    }
  }

  @Test
  void noMoreCallsThanThereArePlacesAreUnderWay() {
    CallQueue<Runnable> queue = new CallQueue<>(2, 1);
    start(queue, "t", "a", 5);
    assertEquals(List.of("a1", "a2"), begun);
    assertEquals(2, queue.inFlight());
    assertEquals(3, queue.waiting());
    end(queue, 5);
    assertEquals(List.of("a1", "a2", "a3", "a4", "a5"), begun);
    assertEquals(0, queue.inFlight());
  }

  @Test
  void runsTakeTurnsHoweverManyCallsOneOfThemHas() {
    CallQueue<Runnable> queue = new CallQueue<>(1, 1);
    start(queue, "t", "a", 100);
    start(queue, "t", "b", 2);
    start(queue, "t", "c", 1);
    end(queue, 5);
    assertEquals(List.of("a1", "a2", "b1", "c1", "a3", "b2"), begun);
  }

  @Test
  void theOldestRunComesFirstUntilItHadItsShare() {
    CallQueue<Runnable> queue = new CallQueue<>(1, 3);
    start(queue, "t", "b", 2);
    start(queue, "t", "c", 2);
    // Its next cycle: it is the older one, although it asks later.
    start(queue, "t", "a", 5);
    end(queue, 8);
    assertEquals(List.of("b1", "a1", "a2", "a3", "b2", "c1", "c2", "a4", "a5"), begun);
  }

  @Test
  void aRunThatComesLaterDoesNotOvertakeOneThatWaitsForItsNextTurn() {
    CallQueue<Runnable> queue = new CallQueue<>(1, 1);
    start(queue, "t", "a", 4);
    end(queue, 2);
    start(queue, "t", "b", 3);
    end(queue, 4);
    assertEquals(List.of("a1", "a2", "a3", "b1", "a4", "b2", "b3"), begun);
  }

  @Test
  void tenantsTakeTurnsHoweverManyRunsOneOfThemHas() {
    CallQueue<Runnable> queue = new CallQueue<>(1, 32);
    for (String run : List.of("a", "b", "c")) {
      start(queue, "many", run, 2);
    }
    start(queue, "few", "d", 2);
    end(queue, 7);
    assertEquals(List.of("a1", "a2", "d1", "b1", "d2", "b2", "c1", "c2"), begun);
  }
}
