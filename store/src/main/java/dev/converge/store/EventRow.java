package dev.converge.store;

import dev.converge.core.Sealed;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Events that follow each other, encoded together as one row of the journal.
///
/// The form: one byte that says which form it is (1); then for each event the length of its type (1
/// byte), the type, its hash (32 bytes), the length of its line (4 bytes, big-endian), the line,
/// and a line's end. So type and hash come back without reading JSON, and the lines are readable as
/// they are.
///
/// @param first sequence
/// @param last sequence
/// @param bytes in that form; not to be changed
@SuppressWarnings("ArrayRecordComponent") // handed on as it is, never compared
public record EventRow(long first, long last, byte[] bytes) {
  /// Bytes of events in one row. A larger event has a row of its own.
  static final int MAX_BYTES = 256 << 10;

  private static final byte FORM = 1;
  private static final int HASH_BYTES = 32;
  private static final int MORE_BYTES = 1 + HASH_BYTES + 4 + 1;
  private static final HexFormat HEX = HexFormat.of();

  /// Encodes events, in one row unless they are very large.
  public static List<EventRow> of(List<Sealed> events) {
    List<EventRow> rows = new ArrayList<>(1);
    int from = 0;
    long bytes = 1;
    for (int i = 0; i < events.size(); i++) {
      Sealed event = events.get(i);
      long size = (long) MORE_BYTES + event.type().length() + event.json().length;
      if (i > from && bytes + size > MAX_BYTES) {
        rows.add(encode(events.subList(from, i), (int) bytes));
        from = i;
        bytes = 1;
      }
      bytes += size;
    }
    if (from < events.size()) {
      rows.add(encode(events.subList(from, events.size()), Math.toIntExact(bytes)));
    }
    return rows;
  }

  private static EventRow encode(List<Sealed> events, int size) {
    ByteBuffer out = ByteBuffer.allocate(size).put(FORM);
    for (Sealed event : events) {
      byte[] type = event.type().getBytes(StandardCharsets.US_ASCII);
      byte[] hash = HEX.parseHex(event.hash());
      if (hash.length != HASH_BYTES || type.length > 0xff) {
        throw new IllegalArgumentException(
            "event " + event.sequence() + ": hash " + event.hash() + " (expected: 64 digits)");
      }
      out.put((byte) type.length).put(type).put(hash);
      out.putInt(event.json().length).put(event.json()).put((byte) '\n');
    }
    return new EventRow(events.getFirst().sequence(), events.getLast().sequence(), out.array());
  }

  /// Adds the events to a page, as far as they belong to it.
  public void decode(JournalPage page) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte form = in.get();
    if (form != FORM) {
      throw new IllegalStateException(
          "form of a journal row: " + form + " (expected: " + FORM + ")");
    }
    for (long sequence = first; sequence <= last; sequence++) {
      int typeBytes = in.get() & 0xff;
      int at = in.position();
      int length = in.getInt(at + typeBytes + HASH_BYTES);
      int line = at + typeBytes + HASH_BYTES + 4;
      if (sequence > page.after()) {
        if (!page.takes(length)) {
          return;
        }
        String type = new String(bytes, at, typeBytes, StandardCharsets.US_ASCII);
        String hash = HEX.formatHex(bytes, at + typeBytes, at + typeBytes + HASH_BYTES);
        byte[] json = new byte[length];
        in.get(line, json);
        page.add(new Sealed(sequence, type, hash, json));
      }
      in.position(line + length + 1);
    }
  }
}
