package dev.converge.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.engine.agent.PromptRoom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class PromptRoomTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration NOT_AT_ALL = Duration.ZERO;

  private final MemoryBudget memory = new MemoryBudget(100);
  private final PromptRoom room = new PromptRoom(memory);

  private static final class Page implements MemoryBudget.Kept {
    private long bytes;

    Page(long bytes) {
      this.bytes = bytes;
    }

    @Override
    public long bytes() {
      return bytes;
    }

    @Override
    public void drop() {
      bytes = 0;
    }
  }

  private boolean takes(long bytes) throws InterruptedException {
    return room.take(bytes, NOT_AT_ALL, () -> {});
  }

  @Test
  void whatIsAskedComesBeforeWhatIsKeptForReaders() throws InterruptedException {
    Page old = new Page(60);
    Page recent = new Page(30);
    memory.keep(old);
    memory.keep(recent);
    assertTrue(takes(50));
    assertEquals(0, old.bytes());
    assertEquals(30, recent.bytes());
    Page late = new Page(80);
    memory.keep(late);
    assertEquals(0, late.bytes());
  }

  @Test
  void noMoreIsTakenThanThereIsAndOneAloneMayBeLarger() throws InterruptedException {
    assertTrue(takes(300));
    assertFalse(takes(1));
    room.giveBack(300);
    assertTrue(takes(60));
    assertTrue(takes(40));
    assertFalse(takes(1));
  }

  @Test
  void callsThatWaitHaveTheirTurnInOrder() throws InterruptedException {
    assertTrue(takes(100));
    List<String> turns = new CopyOnWriteArrayList<>();
    Thread large = waiting("large", 90, turns);
    Thread small = waiting("small", 10, turns);
    room.giveBack(100);
    large.join();
    small.join();
    assertEquals(2, turns.size());
    room.giveBack(90);
    room.giveBack(10);
    assertTrue(takes(100));
  }

  private Thread waiting(String name, long bytes, List<String> turns) throws InterruptedException {
    CountDownLatch waits = new CountDownLatch(1);
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                if (room.take(bytes, LONG, waits::countDown)) {
                  turns.add(name);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    waits.await();
    return thread;
  }

  @Test
  void whoeverComesLaterDoesNotOvertakeALargeOneThatWaits() throws InterruptedException {
    assertTrue(takes(50));
    Thread large = waiting("large", 90, new CopyOnWriteArrayList<>());
    assertFalse(takes(10));
    large.interrupt();
    large.join();
    assertTrue(takes(10));
  }

  @Test
  void anInterruptedCallTakesNothing() throws InterruptedException {
    assertTrue(takes(100));
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> room.take(10, LONG, () -> {}));
    room.giveBack(100);
    assertTrue(takes(100));
  }
}
