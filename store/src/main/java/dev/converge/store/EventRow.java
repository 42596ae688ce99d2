package dev.converge.store;

import dev.converge.core.Chain;
import dev.converge.core.event.Sealed;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Consecutive events, encoded together as one row of the journal.
///
/// The first byte gives the form of a row. In form 1, each event consists of the length of its type
/// (1 byte), the type, its hash (32 bytes), the length of its line (4 bytes, big-endian), the line,
/// and a newline. Form 2 contains the size of the events (4 bytes, big-endian) and their bytes as
/// compressed by [RowPacker]: the events as in form 1, but without their hashes, which are at the
/// ends of their lines. Form 3 is form 2 for lines that end with a salt and a hash, as all lines do
/// that were not erased. Salts and hashes do not compress, so form 3 puts them first, uncompressed
/// (16 and 32 bytes for each event), and removes them from the lines. Form 1 is used if the other
/// forms would not be shorter. In every form, type and hash can be read without parsing JSON.
///
/// @param first sequence
/// @param last sequence
/// @param bytes in one of these forms; must not be modified
@SuppressWarnings("ArrayRecordComponent") // handed on as it is, never compared
public record EventRow(long first, long last, byte[] bytes) {
  /// Maximum bytes of events in one row. A larger event gets its own row.
  static final int MAX_BYTES = 256 << 10;

  private static final byte PLAIN = 1;
  private static final byte PACKED = 2;
  private static final byte SEALS_APART = 3;
  private static final int HASH_BYTES = 32;
  private static final int MORE_BYTES = 1 + HASH_BYTES + 4 + 1;
  private static final int MORE_OF_PACKED = 1 + 4;
  private static final HexFormat HEX = HexFormat.of();

  /// The text before and after the hash at the end of a line.
  private static final byte[] BEFORE_HASH = "\"hash\":\"".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] AFTER = "\"}".getBytes(StandardCharsets.US_ASCII);
  private static final int AFTER_HASH = AFTER.length;

  private static final int SALT_BYTES = Chain.SALT_BYTES;
  private static final int SEAL_BYTES = SALT_BYTES + HASH_BYTES;

  /// The text before the salt near the end of a line, and between salt and hash.
  private static final byte[] BEFORE_SALT = "\"salt\":\"".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] BETWEEN = "\",\"hash\":\"".getBytes(StandardCharsets.US_ASCII);

  /// Number of bytes of a line from its salt on.
  private static final int END_BYTES =
      BEFORE_SALT.length + 2 * SALT_BYTES + BETWEEN.length + 2 * HASH_BYTES + AFTER_HASH;

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
    EventRow packed = null;
    if (allEnd(events, true)) {
      packed = packed(events, SEALS_APART, size - (HASH_BYTES + END_BYTES) * events.size());
    } else if (allEnd(events, false)) {
      packed = packed(events, PACKED, size - HASH_BYTES * events.size());
    }
    if (packed != null && packed.bytes().length < size) {
      return packed;
    }
    ByteBuffer row = ByteBuffer.allocate(size).put(PLAIN);
    for (Sealed event : events) {
      put(event, PLAIN, row);
    }
    return new EventRow(first, last, row.array());
  }

  /// @param size bytes of the row without compression and without its length
  private static @Nullable EventRow packed(List<Sealed> events, byte form, int size) {
    ByteBuffer plain = ByteBuffer.allocate(size - 1);
    for (Sealed event : events) {
      put(event, form, plain);
    }
    byte[] packed = RowPacker.pack(plain.array());
    if (packed == null) {
      return null;
    }
    int seals = form == SEALS_APART ? SEAL_BYTES * events.size() : 0;
    ByteBuffer row = ByteBuffer.allocate(MORE_OF_PACKED + seals + packed.length);
    row.put(form).putInt(size - 1);
    if (form == SEALS_APART) {
      for (Sealed event : events) {
        putSeal(event, row);
      }
    }
    row.put(packed);
    return new EventRow(events.getFirst().sequence(), events.getLast().sequence(), row.array());
  }

  private static void put(Sealed event, byte form, ByteBuffer out) {
    String type = event.type();
    if (event.hash().length() != 2 * HASH_BYTES || type.length() > 0xff) {
      throw new IllegalArgumentException(
          "event " + event.sequence() + ": hash " + event.hash() + " (expected: 64 digits)");
    }
    out.put((byte) type.length());
    for (int i = 0; i < type.length(); i++) {
      out.put((byte) type.charAt(i));
    }
    if (form == PLAIN) {
      out.put(HEX.parseHex(event.hash()));
    }
    int length = event.json().length - (form == SEALS_APART ? END_BYTES : 0);
    out.putInt(length).put(event.json(), 0, length).put((byte) '\n');
  }

  private static void putSeal(Sealed event, ByteBuffer out) {
    byte[] line = event.json();
    int salt = line.length - END_BYTES + BEFORE_SALT.length;
    putDigits(line, salt, SALT_BYTES, out);
    putDigits(line, salt + 2 * SALT_BYTES + BETWEEN.length, HASH_BYTES, out);
  }

  /// Writes the bytes that a line contains as lower-case hexadecimal digits.
  private static void putDigits(byte[] line, int from, int bytes, ByteBuffer out) {
    for (int i = from; i < from + 2 * bytes; i += 2) {
      out.put((byte) (HexFormat.fromHexDigit(line[i]) << 4 | HexFormat.fromHexDigit(line[i + 1])));
    }
  }

  private static boolean allEnd(List<Sealed> events, boolean withSalt) {
    for (Sealed event : events) {
      if (!(withSalt ? endsWithSeal(event) : endsWithHash(event))) {
        return false;
      }
    }
    return true;
  }

  /// Whether a line can be restored exactly from salt and hash.
  private static boolean endsWithSeal(Sealed event) {
    byte[] line = event.json();
    int salt = line.length - END_BYTES + BEFORE_SALT.length;
    int between = salt + 2 * SALT_BYTES;
    return salt > BEFORE_SALT.length
        && endsWithHash(event)
        && stands(BEFORE_SALT, line, salt - BEFORE_SALT.length)
        && areDigits(line, salt, between)
        && stands(BETWEEN, line, between)
        && areDigits(line, between + BETWEEN.length, line.length - AFTER_HASH);
  }

  private static boolean stands(byte[] text, byte[] line, int at) {
    return Arrays.equals(line, at, at + text.length, text, 0, text.length);
  }

  /// Whether all bytes are lower-case hexadecimal digits.
  private static boolean areDigits(byte[] line, int from, int to) {
    for (int i = from; i < to; i++) {
      byte c = line[i];
      if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
        return false;
      }
    }
    return true;
  }

  /// Writes the end of a line.
  private static void seal(String salt, String hash, byte[] to, int at) {
    ByteBuffer out = ByteBuffer.wrap(to, at, END_BYTES).put(BEFORE_SALT);
    out.put(salt.getBytes(StandardCharsets.US_ASCII)).put(BETWEEN);
    out.put(hash.getBytes(StandardCharsets.US_ASCII)).put(AFTER);
  }

  private static boolean endsWithHash(Sealed event) {
    String hash = event.hash();
    byte[] line = event.json();
    int start = line.length - AFTER_HASH - 2 * HASH_BYTES;
    if (hash.length() != 2 * HASH_BYTES
        || start <= BEFORE_HASH.length
        || !stands(BEFORE_HASH, line, start - BEFORE_HASH.length)
        || !stands(AFTER, line, line.length - AFTER_HASH)) {
      return false;
    }
    for (int i = 0; i < hash.length(); i++) {
      if (line[start + i] != hash.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// Adds the events that belong to a page.
  public void decode(JournalPage page) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte form = in.get();
    switch (form) {
      case PLAIN -> decode(in, PLAIN, in, page);
      case PACKED -> {
        int size = in.getInt();
        decode(unpacked(in.position(), size), PACKED, in, page);
      }
      case SEALS_APART -> {
        int size = in.getInt();
        int seals = Math.multiplyExact(SEAL_BYTES, Math.toIntExact(last - first + 1));
        decode(unpacked(Math.addExact(in.position(), seals), size), SEALS_APART, in, page);
      }
      default ->
          throw new IllegalStateException(
              "form of a journal row: " + form + " (expected: 1 to " + SEALS_APART + ")");
    }
  }

  private ByteBuffer unpacked(int from, int size) {
    return ByteBuffer.wrap(RowPacker.unpack(bytes, from, size));
  }

  /// @param seals positioned at the separately stored salts and hashes
  private void decode(ByteBuffer in, byte form, ByteBuffer seals, JournalPage page) {
    int end = form == SEALS_APART ? END_BYTES : 0;
    for (long sequence = first; sequence <= last; sequence++) {
      byte[] type = new byte[in.get() & 0xff];
      in.get(type);
      byte[] hash = new byte[form == PLAIN ? HASH_BYTES : 0];
      in.get(hash);
      int length = in.getInt();
      int line = in.position();
      byte[] seal = new byte[form == SEALS_APART ? SEAL_BYTES : 0];
      seals.get(seal);
      if (sequence > page.after()) {
        if (!page.takes(length + end)) {
          return;
        }
        byte[] json = new byte[length + end];
        in.get(json, 0, length);
        if (form == SEALS_APART) {
          seal(
              HEX.formatHex(seal, 0, SALT_BYTES),
              HEX.formatHex(seal, SALT_BYTES, SEAL_BYTES),
              json,
              length);
        }
        page.add(
            new Sealed(
                sequence,
                new String(type, StandardCharsets.US_ASCII),
                form == PLAIN ? HEX.formatHex(hash) : hashOf(json),
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
