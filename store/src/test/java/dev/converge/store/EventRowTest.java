package dev.converge.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Chain;
import dev.converge.core.event.Sealed;
import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.testkit.contract.SampleRun;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.Deflater;
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

  private static void assertSame(List<Sealed> expected, List<Sealed> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).sequence(), actual.get(i).sequence());
      assertEquals(expected.get(i).type(), actual.get(i).type());
      assertEquals(expected.get(i).hash(), actual.get(i).hash());
      assertArrayEquals(expected.get(i).json(), actual.get(i).json());
    }
  }

  /// A row as versions before form 2 wrote it.
  private static EventRow plain(List<Sealed> events) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(1);
    for (Sealed event : events) {
      out.write(event.type().length());
      out.writeBytes(event.type().getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(HexFormat.of().parseHex(event.hash()));
      out.writeBytes(ByteBuffer.allocate(4).putInt(event.json().length).array());
      out.writeBytes(event.json());
      out.write('\n');
    }
    return new EventRow(
        events.getFirst().sequence(), events.getLast().sequence(), out.toByteArray());
  }

  @Test
  void rowsOfEarlierVersionsAreRead() {
    List<Sealed> events = new SampleRun("run_a").next(6, 300);
    assertSame(events, decode(List.of(plain(events)), 0));
    assertSame(events.subList(4, 6), decode(List.of(plain(events)), 4));
  }

  /// Events as they stand in a row whose hashes are in their lines.
  private static byte[] lines(List<Sealed> events) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (Sealed event : events) {
      lines.write(event.type().length());
      lines.writeBytes(event.type().getBytes(StandardCharsets.US_ASCII));
      lines.writeBytes(ByteBuffer.allocate(4).putInt(event.json().length).array());
      lines.writeBytes(event.json());
      lines.write('\n');
    }
    return lines.toByteArray();
  }

  /// A row of form 2.
  private static EventRow packed(List<Sealed> events, int plain, byte[] packed) {
    ByteBuffer row = ByteBuffer.allocate(5 + packed.length);
    row.put((byte) 2).putInt(plain).put(packed);
    return new EventRow(events.getFirst().sequence(), events.getLast().sequence(), row.array());
  }

  /// A row as versions before form 3 wrote it.
  private static EventRow packed(List<Sealed> events) {
    byte[] lines = lines(events);
    return packed(events, lines.length, Objects.requireNonNull(RowPacker.pack(lines)));
  }

  /// A row as versions with deflate wrote it.
  private static EventRow deflated(List<Sealed> events, byte[] dictionary) {
    byte[] lines = lines(events);
    Deflater deflater = new Deflater(4, true);
    if (dictionary.length > 0) {
      deflater.setDictionary(dictionary);
    }
    deflater.setInput(lines);
    deflater.finish();
    byte[] packed = new byte[lines.length];
    packed[0] = (byte) (dictionary.length > 0 ? 1 : 0);
    int size = 1 + deflater.deflate(packed, 1, packed.length - 1);
    deflater.end();
    return packed(events, lines.length, Arrays.copyOf(packed, size));
  }

  @Test
  void rowsThatWereDeflatedAreRead() throws Exception {
    List<Sealed> events = new SampleRun("run_a").next(6, 300);
    assertSame(events, decode(List.of(deflated(events, new byte[0])), 0));
    assertSame(events, decode(List.of(deflated(events, dictionary(1))), 0));
  }

  @Test
  void rowsWithSealsInTheirLinesAreReadAndAreLonger() {
    for (int size : new int[] {300, 5_000}) {
      List<Sealed> events = new SampleRun("run_a").next(6, size);
      EventRow row = packed(events);
      assertSame(events, decode(List.of(row), 0));
      assertSame(events.subList(4, 6), decode(List.of(row), 4));
      EventRow now = EventRow.of(events).getFirst();
      assertEquals(3, now.bytes()[0]);
      assertSame(events.subList(4, 6), decode(List.of(now), 4));
      int less = row.bytes().length - now.bytes().length;
      assertTrue(less > 0, "less: " + less);
    }
  }

  @Test
  void eventsOfWhichSomeWereErasedComeBack() {
    List<Sealed> events = new ArrayList<>(new SampleRun("run_a").next(6, 300));
    events.replaceAll(event -> event.sequence() % 2 == 0 ? Chain.erase(event) : event);
    List<EventRow> rows = EventRow.of(events);
    assertEquals(2, rows.getFirst().bytes()[0]);
    assertSame(events, decode(rows, 0));
  }

  @Test
  void aSaltInCapitalsComesBackAsItStands() {
    List<Sealed> events = new SampleRun("run_a").next(6, 300);
    List<Sealed> capitals =
        events.stream().map(event -> withLine(event, capitals(event.json()))).toList();
    assertSame(capitals, decode(EventRow.of(capitals), 0));
  }

  private static byte[] capitals(byte[] line) {
    String text = new String(line, StandardCharsets.UTF_8);
    int at = text.lastIndexOf("\"salt\":\"") + 8;
    String salt = text.substring(at, at + 32);
    return text.replace(salt, salt.toUpperCase(Locale.ROOT)).getBytes(StandardCharsets.UTF_8);
  }

  private static Sealed withLine(Sealed event, byte[] line) {
    return new Sealed(event.sequence(), event.type(), event.hash(), line);
  }

  @Test
  void smallAndLargeRowsAreCompressedAndComeBack() {
    for (int size : new int[] {20, 300, 5_000}) {
      List<Sealed> events = new SampleRun("run_a").next(8, size);
      List<EventRow> rows = EventRow.of(events);
      assertSame(events, decode(rows, 0));
      int plain = plain(events).bytes().length;
      int packed = rows.getFirst().bytes().length;
      // Hashes, salts and the samples' letters stay; what stands around them goes.
      assertTrue(packed < plain - 500, packed + " of " + plain + " bytes");
    }
  }

  @Test
  void anEventWhoseLineDoesNotEndWithItsHashComesBackAsWell() {
    String hash = "0123456789abcdef".repeat(4);
    byte[] line = ("{\"content\":\"" + "a".repeat(9_000) + "\"}").getBytes(StandardCharsets.UTF_8);
    List<Sealed> events = List.of(new Sealed(1, "t", hash, line));
    assertSame(events, decode(EventRow.of(events), 0));
  }

  private static byte[] dictionary(int number) throws Exception {
    try (InputStream in =
        RowPacker.class.getResourceAsStream("journal-" + number + ".dictionary")) {
      return in.readAllBytes();
    }
  }

  private static String digest(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void theDictionariesAreTheOnesThatRowsWereWrittenWith() throws Exception {
    assertEquals(
        "d4fd3633fd34682a879f063001c543d205afa6d2aa0519a941c4585cc4ab4b53", digest(dictionary(1)));
    assertEquals(
        "c9f7790c8eadbef428c3d5c6256cc8d9c0a744ae598c2d41cb424462d601587c", digest(dictionary(2)));
  }

  @Test
  void aDamagedRowIsReportedAndNotRead() {
    EventRow row = EventRow.of(new SampleRun("run_a").next(8, 5_000)).getFirst();
    for (int at = 1; at < 450; at++) {
      byte[] bytes = row.bytes().clone();
      bytes[at] ^= 0x55;
      JournalPage page = new JournalPage(0, 10, Integer.MAX_VALUE);
      try {
        new EventRow(row.first(), row.last(), bytes).decode(page);
      } catch (IllegalStateException | IndexOutOfBoundsException | BufferUnderflowException e) {
        continue;
      }
      // What comes out all the same fails the check of the chain.
      Chain chain = new Chain("run_a", Chain.START);
      boolean sound =
          page.events().stream()
              .allMatch(event -> verifies(chain, new String(event.json(), StandardCharsets.UTF_8)));
      assertFalse(sound, "byte " + at);
    }
  }

  private static boolean verifies(Chain chain, String line) {
    try {
      return chain.verify((Json.Obj) Json.parse(line)) == null;
    } catch (JsonException | IllegalArgumentException | ClassCastException e) {
      return false;
    }
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
  void aRowOfAnUnknownFormIsRecognised() {
    EventRow row = new EventRow(1, 1, new byte[] {9, 0});
    JournalPage page = new JournalPage(0, 10, 10);
    assertThrows(IllegalStateException.class, () -> row.decode(page));
  }
}
