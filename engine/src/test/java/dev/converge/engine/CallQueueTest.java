package dev.converge.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallQueueTest {
  private final List<String> begun = new ArrayList<>();

  private void start(CallQueue<Runnable> queue, String run, int calls) {
    for (int i = 1; i <= calls; i++) {
      String name = run + i;
      queue.start(run, () -> begun.add(name));
    }
  }

  @Test
  void noMoreCallsThanThereArePlacesAreUnderWay() {
    CallQueue<Runnable> queue = new CallQueue<>(2);
    start(queue, "a", 5);
    assertEquals(List.of("a1", "a2"), begun);
    assertEquals(2, queue.inFlight());
    assertEquals(3, queue.waiting());
    for (int i = 0; i < 5; i++) {
      queue.done();
    }
    assertEquals(List.of("a1", "a2", "a3", "a4", "a5"), begun);
    assertEquals(0, queue.inFlight());
  }

  @Test
  void runsTakeTurnsHoweverManyCallsOneOfThemHas() {
    CallQueue<Runnable> queue = new CallQueue<>(1);
    start(queue, "a", 100);
    start(queue, "b", 2);
    start(queue, "c", 1);
    for (int i = 0; i < 5; i++) {
      queue.done();
    }
    assertEquals(List.of("a1", "a2", "b1", "c1", "a3", "b2"), begun);
  }
}
