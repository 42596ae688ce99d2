package dev.converge.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Sealed;
import dev.converge.testkit.SampleRun;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventRowTest {
  private static List<Sealed> decode(List<EventRow> rows, long after) {
    JournalPage page = new JournalPage(after, 1_000, Integer.MAX_VALUE);
    rows.forEach(row -> row.decode(page));
    return page.events();
  }

  @Test
  void eventsOfOneAppendAreOneRowAndComeBack() {
    List<Sealed> events = new SampleRun("run_a").next(6, 300);
    List<EventRow> rows = EventRow.of(events);
    assertEquals(1, rows.size());
    assertEquals(1, rows.getFirst().first());
    assertEquals(6, rows.getFirst().last());
    List<Sealed> back = decode(rows, 2);
    assertEquals(4, back.size());
    for (int i = 0; i < 4; i++) {
      assertEquals(events.get(i + 2).hash(), back.get(i).hash());
      assertEquals(events.get(i + 2).type(), back.get(i).type());
      assertArrayEquals(events.get(i + 2).json(), back.get(i).json());
    }
  }

  @Test
  void largeAppendsAreSeveralRowsOfBoundedSize() {
    List<Sealed> events = new SampleRun("run_a").next(9, 100_000);
    List<EventRow> rows = EventRow.of(events);
    assertEquals(5, rows.size());
    for (EventRow row : rows) {
      assertTrue(row.bytes().length <= EventRow.MAX_BYTES, "bytes: " + row.bytes().length);
    }
    assertEquals(9, decode(rows, 0).size());
  }

  @Test
  void anEventLargerThanARowHasARowOfItsOwn() {
    SampleRun run = new SampleRun("run_a");
    run.next(1, 10);
    run.next(1, 2 * EventRow.MAX_BYTES);
    run.next(1, 10);
    List<EventRow> rows = EventRow.of(run.all());
    assertEquals(3, rows.size());
    assertEquals(3, decode(rows, 0).size());
  }

  @Test
  void noEventsAreNoRows() {
    assertEquals(List.of(), EventRow.of(List.of()));
  }

  @Test
  void aHashThatIsNoneIsRefused() {
    Sealed wrong = new Sealed(1, "t", "abcd", new byte[0]);
    assertThrows(IllegalArgumentException.class, () -> EventRow.of(List.of(wrong)));
  }

  @Test
  void aRowOfAnUnknownFormIsToldApart() {
    EventRow row = new EventRow(1, 1, new byte[] {9, 0});
    JournalPage page = new JournalPage(0, 10, 10);
    assertThrows(IllegalStateException.class, () -> row.decode(page));
  }
}
