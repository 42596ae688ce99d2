package dev.converge.store;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.util.Native;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Compresses the events of a row with Zstandard (RFC 8878) and a dictionary of text that is common
/// in journals. A dictionary never changes, because a row is read with the dictionary that it was
/// written with. A new dictionary gets the next number. Thread-safe.
final class RowPacker {
  /// Rows of earlier versions: deflate (RFC 1951), without a dictionary and with the first one.
  private static final byte DEFLATED = 0;

  private static final byte DEFLATED_WITH_DICTIONARY = 1;

  /// Zstandard with the second dictionary.
  private static final byte ZSTANDARD = 2;

  /// Maximum number of bytes that one byte of a compressed row can expand to. A row that would
  /// compress better is stored uncompressed, so that a damaged row cannot make a reader allocate
  /// more than this for each of its bytes.
  private static final int MOST_A_BYTE = 1032;

  private static final int LEVEL = 3;

  /// Where SQLite's driver unpacks its native library. This library is unpacked there too.
  private static final String FOLDER = "org.sqlite.tmpdir";

  private static final Pool<ZstdCompressCtx> COMPRESSORS = new Pool<>(RowPacker::compressor);
  private static final Pool<ZstdDecompressCtx> DECOMPRESSORS = new Pool<>(RowPacker::decompressor);

  private RowPacker() {}

  /// Keeps objects that are expensive to create and use memory outside the heap: as many as can be
  /// in use concurrently without waiting for a processor.
  private static final class Pool<T extends AutoCloseable> {
    private final Deque<T> idle = new ArrayDeque<>();
    private final Supplier<T> make;
    private final int mostIdle = Runtime.getRuntime().availableProcessors();

    Pool(Supplier<T> make) {
      this.make = make;
    }

    T take() {
      synchronized (idle) {
        T known = idle.pollLast();
        if (known != null) {
          return known;
        }
      }
      return make.get();
    }

    void give(T used) {
      synchronized (idle) {
        if (idle.size() < mostIdle) {
          idle.addLast(used);
          return;
        }
      }
      close(used);
    }

    void close(T used) {
      try {
        used.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// Read when the first row is written or read.
  private static final class Dictionaries {
    static final ZstdDictCompress TO_COMPRESS =
        new ZstdDictCompress(read("journal-2.dictionary"), LEVEL);
    static final ZstdDictDecompress TO_DECOMPRESS =
        new ZstdDictDecompress(read("journal-2.dictionary"));
  }

  /// Read when the first row of an earlier version is read.
  private static final class EarlierDictionary {
    static final byte[] JOURNAL = read("journal-1.dictionary");
  }

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

  private static ZstdCompressCtx compressor() {
    require();
    return new ZstdCompressCtx()
        .setChecksum(false)
        .setContentSize(false)
        .setDictID(false)
        .setMagicless(true)
        .loadDict(Dictionaries.TO_COMPRESS);
  }

  private static ZstdDecompressCtx decompressor() {
    require();
    return new ZstdDecompressCtx().setMagicless(true).loadDict(Dictionaries.TO_DECOMPRESS);
  }

  /// Loads the native library, unless it is loaded.
  ///
  /// @throws ConvergeException with `UNAVAILABLE` if that fails; names the folder and the way out
  static void require() {
    if (Native.isLoaded()) {
      return;
    }
    String folder = System.getProperty(FOLDER, System.getProperty("java.io.tmpdir", ""));
    try {
      Native.load(new File(folder));
    } catch (ExceptionInInitializerError | UnsatisfiedLinkError e) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE,
          "folder for temporary files: "
              + folder
              + ": the native library of Zstandard cannot be loaded from it: "
              + e.getMessage()
              + " (expected: a folder in which this user can write and execute files; set one with"
              + " CONVERGE_JAVA_OPTS=-D"
              + FOLDER
              + "=FOLDER)",
          e);
    }
  }

  /// Compresses bytes. The result starts with a number that identifies the compression.
  ///
  /// @return `null` if the result would not be smaller
  static byte @Nullable [] pack(byte[] plain) {
    byte[] out = new byte[plain.length];
    out[0] = ZSTANDARD;
    ZstdCompressCtx compressor = COMPRESSORS.take();
    int size;
    try {
      size = 1 + compressor.compressByteArray(out, 1, out.length - 1, plain, 0, plain.length);
    } catch (ZstdException e) {
      // The result did not fit, so it is not smaller.
      COMPRESSORS.close(compressor);
      return null;
    }
    COMPRESSORS.give(compressor);
    return plain.length > (long) MOST_A_BYTE * size ? null : Arrays.copyOf(out, size);
  }

  /// Decompresses what [#pack] returned.
  ///
  /// @param in contains the compressed bytes
  /// @param from where they begin
  /// @param length number of bytes before compression
  /// @throws IllegalStateException if they do not decompress to that many bytes
  static byte[] unpack(byte[] in, int from, int length) {
    if (length < 0 || length > (long) MOST_A_BYTE * in.length) {
      throw new IllegalStateException(
          "journal row: " + length + " bytes (expected: as many as " + in.length + " can hold)");
    }
    byte[] plain = new byte[length];
    int size =
        switch (in[from]) {
          case DEFLATED -> inflate(in, from + 1, null, plain);
          case DEFLATED_WITH_DICTIONARY -> inflate(in, from + 1, EarlierDictionary.JOURNAL, plain);
          case ZSTANDARD -> decompress(in, from + 1, plain);
          default ->
              throw new IllegalStateException(
                  "compression of a journal row: "
                      + in[from]
                      + " (expected: at most "
                      + ZSTANDARD
                      + ")");
        };
    if (size != length) {
      throw new IllegalStateException("journal row: " + size + " bytes (expected: " + length + ")");
    }
    return plain;
  }

  private static int decompress(byte[] in, int from, byte[] plain) {
    ZstdDecompressCtx decompressor = DECOMPRESSORS.take();
    int size;
    try {
      size = decompressor.decompressByteArray(plain, 0, plain.length, in, from, in.length - from);
    } catch (ZstdException e) {
      DECOMPRESSORS.close(decompressor);
      throw new IllegalStateException("journal row: " + e.getMessage(), e);
    }
    DECOMPRESSORS.give(decompressor);
    return size;
  }

  /// Rows that earlier versions wrote.
  ///
  /// @return number of bytes after decompression; -1 if there are more
  private static int inflate(byte[] in, int from, byte @Nullable [] dictionary, byte[] plain) {
    Inflater inflater = new Inflater(true);
    try {
      if (dictionary != null) {
        inflater.setDictionary(dictionary);
      }
      inflater.setInput(in, from, in.length - from);
      int size = inflater.inflate(plain);
      return inflater.getRemaining() > 0 ? -1 : size;
    } catch (DataFormatException e) {
      throw new IllegalStateException("journal row: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }
}
