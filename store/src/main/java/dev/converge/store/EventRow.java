package dev.converge.store;

import dev.converge.core.Sealed;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Events that follow each other, encoded together as one row of the journal.
///
/// The first byte says which form a row has. In form 1 there follow for each event the length of
/// its type (1 byte), the type, its hash (32 bytes), the length of its line (4 bytes, big-endian),
/// the line, and a line's end. In form 2 there follow how many bytes the events are (4 bytes,
/// big-endian) and what [RowPacker] makes of them: the events as in form 1, but without their
/// hashes, which stand at the ends of their lines. Form 1 is written where form 2 would not be
/// shorter. Either way type and hash come back without reading JSON.
///
/// @param first sequence
/// @param last sequence
/// @param bytes in one of these forms; not to be changed
@SuppressWarnings("ArrayRecordComponent") // handed on as it is, never compared
public record EventRow(long first, long last, byte[] bytes) {
  /// Bytes of events in one row. A larger event has a row of its own.
  static final int MAX_BYTES = 256 << 10;

  private static final byte PLAIN = 1;
  private static final byte PACKED = 2;
  private static final int HASH_BYTES = 32;
  private static final int MORE_BYTES = 1 + HASH_BYTES + 4 + 1;
  private static final int MORE_OF_PACKED = 1 + 4;
  private static final HexFormat HEX = HexFormat.of();

  /// What stands before and after the hash at the end of a line.
  private static final byte[] BEFORE_HASH = "\"hash\":\"".getBytes(StandardCharsets.US_ASCII);

  private static final int AFTER_HASH = "\"}".length();

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
    long first = events.getFirst().sequence();
    long last = events.getLast().sequence();
    boolean hashesInLines = events.stream().allMatch(EventRow::endsWithHash);
    int plain = hashesInLines ? size - 1 - HASH_BYTES * events.size() : size;
    ByteBuffer out = ByteBuffer.allocate(plain);
    if (hashesInLines) {
      events.forEach(event -> put(event, false, out));
      byte[] packed = RowPacker.pack(out.array());
      if (packed != null && packed.length + MORE_OF_PACKED < plain) {
        ByteBuffer row = ByteBuffer.allocate(packed.length + MORE_OF_PACKED);
        row.put(PACKED).putInt(plain).put(packed);
        return new EventRow(first, last, row.array());
      }
    }
    ByteBuffer row = ByteBuffer.allocate(size).put(PLAIN);
    events.forEach(event -> put(event, true, row));
    return new EventRow(first, last, row.array());
  }

  private static void put(Sealed event, boolean withHash, ByteBuffer out) {
    byte[] type = event.type().getBytes(StandardCharsets.US_ASCII);
    byte[] hash = HEX.parseHex(event.hash());
    if (hash.length != HASH_BYTES || type.length > 0xff) {
      throw new IllegalArgumentException(
          "event " + event.sequence() + ": hash " + event.hash() + " (expected: 64 digits)");
    }
    out.put((byte) type.length).put(type);
    if (withHash) {
      out.put(hash);
    }
    out.putInt(event.json().length).put(event.json()).put((byte) '\n');
  }

  private static boolean endsWithHash(Sealed event) {
    byte[] hash = event.hash().getBytes(StandardCharsets.US_ASCII);
    byte[] line = event.json();
    int end = line.length - AFTER_HASH;
    int start = end - 2 * HASH_BYTES;
    int name = start - BEFORE_HASH.length;
    return hash.length == 2 * HASH_BYTES
        && name > 0
        && Arrays.equals(line, start, end, hash, 0, hash.length)
        && Arrays.equals(line, name, start, BEFORE_HASH, 0, BEFORE_HASH.length);
  }

  /// Adds the events to a page, as far as they belong to it.
  public void decode(JournalPage page) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte form = in.get();
    switch (form) {
      case PLAIN -> decode(in, true, page);
      case PACKED -> {
        int size = in.getInt();
        decode(ByteBuffer.wrap(RowPacker.unpack(bytes, in.position(), size)), false, page);
      }
      default ->
          throw new IllegalStateException(
              "form of a journal row: " + form + " (expected: " + PLAIN + " or " + PACKED + ")");
    }
  }

  private void decode(ByteBuffer in, boolean withHash, JournalPage page) {
    for (long sequence = first; sequence <= last; sequence++) {
      byte[] type = new byte[in.get() & 0xff];
      in.get(type);
      byte[] hash = new byte[withHash ? HASH_BYTES : 0];
      in.get(hash);
      int length = in.getInt();
      int line = in.position();
      if (sequence > page.after()) {
        if (!page.takes(length)) {
          return;
        }
        byte[] json = new byte[length];
        in.get(json);
        page.add(
            new Sealed(
                sequence,
                new String(type, StandardCharsets.US_ASCII),
                withHash ? HEX.formatHex(hash) : hashOf(json),
                json));
      }
      in.position(line + length + 1);
    }
  }

  private static String hashOf(byte[] line) {
    int start = line.length - AFTER_HASH - 2 * HASH_BYTES;
    return new String(line, start, 2 * HASH_BYTES, StandardCharsets.US_ASCII);
  }
}
