package dev.converge.engine.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallQueueTest {
  private final List<String> begun = new ArrayList<>();

  private void start(CallQueue<Runnable> queue, String tenant, String run, int calls) {
    for (int i = 1; i <= calls; i++) {
      String name = run + i;
      queue.start(CallQueue.Asking.again(tenant, run), () -> begun.add(name));
    }
  }

  private void end(CallQueue<Runnable> queue, int calls) {
    for (int i = 0; i < calls; i++) {
      queue.done();
    }
  }

  @Test
  void noMoreCallsThanThereArePlacesAreInProgress() {
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

  private void begin(CallQueue<Runnable> queue, String tenant, String run) {
    queue.start(new CallQueue.Asking(tenant, run, true, 0), () -> begun.add(run));
  }

  private void endUnsettled(CallQueue<Runnable> queue) {
    queue.settling();
    queue.done();
  }

  @Test
  void noRunBeginsWhileAnswersOfTooManyCallsAreNotStored() {
    CallQueue<Runnable> queue = new CallQueue<>(1, 1, 2);
    begin(queue, "t", "a");
    begin(queue, "t", "b");
    begin(queue, "t", "c");
    begin(queue, "u", "d");
    endUnsettled(queue);
    assertEquals(List.of("a", "b"), begun);
    endUnsettled(queue);
    assertEquals(List.of("a", "b"), begun, "neither answer is stored");
    assertEquals(0, queue.inFlight());
    assertEquals(2, queue.queued());
    queue.start(CallQueue.Asking.again("t", "b"), () -> begun.add("b again"));
    assertEquals(List.of("a", "b", "b again"), begun, "it has begun");
    endUnsettled(queue);
    queue.settled(2);
    assertEquals(List.of("a", "b", "b again", "d"), begun);
    queue.settled(1);
    queue.done();
    assertEquals(List.of("a", "b", "b again", "d", "c"), begun);
    queue.done();
    assertEquals(0, queue.inFlight());
  }

  @Test
  void whileNoneMayBeginThoseOfOtherTenantsThatHaveBegunComeFirst() {
    CallQueue<Runnable> queue = new CallQueue<>(1, 1, 2);
    begin(queue, "t", "a");
    begin(queue, "t", "b");
    queue.start(CallQueue.Asking.again("u", "c"), () -> begun.add("c"));
    queue.settling();
    endUnsettled(queue);
    assertEquals(List.of("a", "c"), begun);
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

  private void first(CallQueue<Runnable> queue, String tenant, String run, int calls) {
    for (int i = 1; i <= calls; i++) {
      String name = run + i;
      queue.start(new CallQueue.Asking(tenant, run, true, 100), () -> begun.add(name));
    }
  }

  @Test
  void runsBeginInTheOrderThatTheirPositionsSaid() {
    CallQueue<Runnable> queue = new CallQueue<>(1, 32);
    start(queue, "t", "under way", 1);
    List<String> said = new ArrayList<>(Collections.nCopies(80, ""));
    for (int i = 0; i < said.size(); i++) {
      first(queue, tenant(i), run(i), 2);
    }
    for (int i = 0; i < said.size(); i++) {
      int position = queue.position(tenant(i), run(i));
      assertEquals("", said.set(position - 1, run(i)), "twice: " + position);
    }
    assertEquals(80, queue.queued());
    end(queue, 161);
    List<String> order =
        begun.stream()
            .filter(name -> name.endsWith("-1"))
            .map(name -> name.substring(0, name.length() - 1))
            .toList();
    assertEquals(said, order);
    assertEquals(0, queue.queued());
  }

  private static String tenant(int run) {
    return run % 4 == 0 ? "few" : "many";
  }

  private static String run(int number) {
    return "r" + (10 + number) + "-";
  }

  @Test
  void aPositionGoesDownAsOthersBeginOrLeave() {
    CallQueue<Runnable> queue = new CallQueue<>(1, 32);
    Runnable gone = () -> begun.add("gone");
    start(queue, "t", "a", 1);
    queue.start(new CallQueue.Asking("t", "b", true, 100), gone);
    first(queue, "t", "c", 2);
    first(queue, "t", "d", 1);
    // Runs that were interrupted by a restart come back before those that are younger.
    first(queue, "t", "aa", 1);
    assertEquals(4, queue.position("t", "d"));
    assertEquals(1, queue.position("t", "aa"));
    assertEquals(400, queue.ahead("t"));
    assertEquals(100, queue.ahead("other"), "the turn of one run of each other tenant");
    assertTrue(queue.remove("t", "b", gone));
    assertFalse(queue.remove("t", "b", gone));
    assertEquals(3, queue.position("t", "d"));
    end(queue, 2);
    assertEquals(List.of("a1", "aa1", "c1"), begun);
    assertEquals(0, queue.position("t", "c"), "it has begun, though a call of it waits");
    assertEquals(1, queue.position("t", "d"));
    assertEquals(0, queue.position("t", "b"));
    end(queue, 3);
    assertEquals(List.of("a1", "aa1", "c1", "c2", "d1"), begun);
    assertEquals(0, queue.inFlight());
    assertEquals(0, queue.ahead("t"));
  }
}
