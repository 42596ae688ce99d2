package dev.converge.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Compresses the events of a row with deflate (RFC 1951), large ones with a dictionary of what
/// journals say again and again. A dictionary is never changed, because rows are read with the one
/// that they were written with; another one gets the next number. Thread-safe.
final class RowPacker {
  /// From here on a row is worth its dictionary and a longer search for repetitions.
  static final int LARGE_BYTES = 4 << 10;

  /// The number of the dictionary of large rows; 0 is none.
  private static final byte JOURNAL = 1;

  /// Deflate makes at most so many bytes of one.
  private static final int MOST_A_BYTE = 1032;

  private static final int LARGE_LEVEL = 4;
  private static final int SMALL_LEVEL = 3;

  /// Read when the first large row is written or read.
  private static final class Dictionary {
    static final byte[] JOURNAL = read("journal-1.dictionary");

    private static byte[] read(String name) {
      try (InputStream in = RowPacker.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IllegalStateException(name + " (expected: on the class path)");
        }
        return in.readAllBytes();
      } catch (IOException e) {
        throw new IllegalStateException(name + " cannot be read", e);
      }
    }
  }

  private static final RowPacker LARGE = new RowPacker(LARGE_LEVEL, JOURNAL);
  private static final RowPacker SMALL = new RowPacker(SMALL_LEVEL, (byte) 0);

  private final int level;
  private final byte dictionary;

  /// Each has a quarter of a megabyte outside the heap, and is dear to make.
  private final Deque<Deflater> idle = new ArrayDeque<>();

  private final int mostIdle = Runtime.getRuntime().availableProcessors();

  private RowPacker(int level, byte dictionary) {
    this.level = level;
    this.dictionary = dictionary;
  }

  /// What bytes become: the number of a dictionary, and what deflate makes of them with it.
  ///
  /// @return `null` if they would not become fewer
  static byte @Nullable [] pack(byte[] plain) {
    return (plain.length >= LARGE_BYTES ? LARGE : SMALL).packed(plain);
  }

  private byte @Nullable [] packed(byte[] plain) {
    Deflater deflater = take();
    boolean sound = false;
    try {
      if (dictionary == JOURNAL) {
        deflater.setDictionary(Dictionary.JOURNAL);
      }
      deflater.setInput(plain);
      deflater.finish();
      byte[] out = new byte[plain.length];
      out[0] = dictionary;
      int size = 1 + deflater.deflate(out, 1, out.length - 1);
      byte[] packed = deflater.finished() ? Arrays.copyOf(out, size) : null;
      deflater.reset();
      sound = true;
      return packed;
    } finally {
      give(deflater, sound);
    }
  }

  private Deflater take() {
    synchronized (idle) {
      Deflater known = idle.pollLast();
      if (known != null) {
        return known;
      }
    }
    return new Deflater(level, true);
  }

  private void give(Deflater deflater, boolean sound) {
    synchronized (idle) {
      if (sound && idle.size() < mostIdle) {
        idle.addLast(deflater);
        return;
      }
    }
    deflater.end();
  }

  /// The bytes that were packed.
  ///
  /// @param in the bytes
  /// @param from where what [#pack] made of them begins
  /// @param length how many they were
  /// @throws IllegalStateException if they do not come out so
  static byte[] unpack(byte[] in, int from, int length) {
    byte number = in[from];
    if (number != 0 && number != JOURNAL) {
      throw new IllegalStateException(
          "dictionary of a journal row: " + number + " (expected: at most " + JOURNAL + ")");
    }
    if (length < 0 || length > (long) MOST_A_BYTE * in.length) {
      throw new IllegalStateException(
          "journal row: " + length + " bytes (expected: as many as " + in.length + " can hold)");
    }
    Inflater inflater = new Inflater(true);
    try {
      if (number == JOURNAL) {
        inflater.setDictionary(Dictionary.JOURNAL);
      }
      inflater.setInput(in, from + 1, in.length - from - 1);
      byte[] plain = new byte[length];
      int size = inflater.inflate(plain);
      if (size != length || inflater.getRemaining() > 0) {
        throw new IllegalStateException(
            "journal row: " + size + " bytes (expected: " + length + ")");
      }
      return plain;
    } catch (DataFormatException e) {
      throw new IllegalStateException("journal row: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }
}
