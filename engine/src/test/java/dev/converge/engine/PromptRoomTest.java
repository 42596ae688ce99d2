package dev.converge.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.engine.agent.PromptRoom;
import dev.converge.engine.feed.MemoryBudget;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PromptRoomTest {
  private final MemoryBudget memory = new MemoryBudget(100);
  private final PromptRoom room = new PromptRoom(memory);
  private final List<String> started = new ArrayList<>();

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

  private boolean starts(String name, long bytes) {
    return room.start(bytes, () -> started.add(name));
  }

  @Test
  void whatIsAskedComesBeforeWhatIsKeptForReaders() {
    Page old = new Page(60);
    Page recent = new Page(30);
    memory.keep(old);
    memory.keep(recent);
    assertTrue(starts("a", 50));
    assertEquals(0, old.bytes());
    assertEquals(30, recent.bytes());
    Page late = new Page(80);
    memory.keep(late);
    assertEquals(0, late.bytes());
  }

  @Test
  void whatIsKeptForReadersMayBeBoundedByLessThanWhatIsAsked() {
    MemoryBudget parted = new MemoryBudget(100, 40);
    Page old = new Page(30);
    Page recent = new Page(20);
    parted.keep(old);
    parted.keep(recent);
    assertEquals(0, old.bytes());
    assertEquals(20, parted.used());
    assertTrue(parted.reserve(80));
    assertEquals(20, recent.bytes());
    assertFalse(parted.reserve(30));
    assertTrue(parted.reserve(10));
    assertEquals(0, recent.bytes());
  }

  @Test
  void noMoreIsTakenThanThereIsAndOneAloneMayBeLarger() {
    assertTrue(starts("large", 300));
    assertFalse(starts("small", 1));
    assertEquals(List.of("large"), started);
    room.giveBack(300);
    assertEquals(List.of("large", "small"), started);
    assertTrue(starts("other", 99));
    assertFalse(starts("one more", 1));
  }

  @Test
  void callsThatWaitHaveTheirTurnInOrder() {
    assertTrue(starts("first", 50));
    assertFalse(starts("large", 90));
    assertFalse(starts("small", 10));
    assertEquals(List.of("first"), started, "nobody overtakes");
    room.giveBack(50);
    assertEquals(List.of("first", "large", "small"), started);
  }

  @Test
  void aCallThatIsNotWantedAnyMoreMakesRoomForThoseBehindIt() {
    Runnable large = () -> started.add("large");
    assertTrue(starts("first", 50));
    assertFalse(room.start(90, large));
    assertFalse(starts("small", 10));
    room.leave(large);
    assertEquals(List.of("first", "small"), started);
    room.leave(large);
    room.giveBack(50);
    room.giveBack(10);
    assertTrue(starts("all", 100));
  }
}
