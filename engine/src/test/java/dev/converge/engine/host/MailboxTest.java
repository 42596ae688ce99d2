package dev.converge.engine.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private final List<String> done = new ArrayList<>();
  private final ArrayDeque<Runnable> timed = new ArrayDeque<>();
  private final Timers timers =
      (_, task) -> {
        timed.add(task);
        return () -> timed.remove(task);
      };

  @Test
  void whateverATaskThrowsTheTasksAfterItRun() {
    Mailbox mailbox =
        new Mailbox(
            Runnable::run,
            timers,
            e -> {
              done.add(String.valueOf(e.getMessage()));
              throw new AssertionError("not even that works");
            });
    mailbox.turn(() -> {
      throw new OutOfMemoryError("no room");
    });
    mailbox.turn(() -> {
      throw new IllegalStateException("wrong");
    });
    mailbox.turn(() -> done.add("after"));
    assertEquals(List.of("no room", "wrong", "after"), done);
  }

  @Test
  void anExecutorThatTakesNoTaskIsTriedAgain() {
    List<Integer> refused = new ArrayList<>(List.of(1, 2));
    Mailbox mailbox =
        new Mailbox(
            task -> {
              if (!refused.isEmpty()) {
                refused.removeLast();
                throw new RejectedExecutionException("full");
              }
              task.run();
            },
            timers,
            e -> done.add(String.valueOf(e)));
    mailbox.turn(() -> done.add("first"));
    mailbox.turn(() -> done.add("second"));
    assertEquals(List.of(), done);
    while (!timed.isEmpty()) {
      timed.remove().run();
    }
    assertEquals(List.of("first", "second"), done);
  }
}
