package dev.converge.audit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The bytes around the files of a bundle. They all follow from the names, sizes and CRC-32s of the
/// files, so that there is exactly one archive for given files: stored without compression, dated
/// 1980-01-01, without attributes, extra fields or comments (APPNOTE.TXT 6.3.10, sections 4.3.7,
/// 4.3.12 and 4.3.16).
final class ZipLayout {
  static final int LOCAL_BYTES = 30;
  private static final int CENTRAL_BYTES = 46;
  private static final int END_BYTES = 22;
  private static final short VERSION_1_0 = 10;
  private static final short FIRST_DAY = (1 << 5) | 1;

  /// Position of the size in a local header.
  static final int SIZE_OFFSET = 18;

  private ZipLayout() {}

  /// A file in the archive.
  ///
  /// @param offset of its local header
  record Placed(String name, int crc, long size, long offset) {
    long dataOffset() {
      return offset + LOCAL_BYTES + name.length();
    }

    long end() {
      return dataOffset() + size;
    }
  }

  static byte[] local(String name, int crc, long size) {
    byte[] bytes = new byte[LOCAL_BYTES + name.length()];
    ByteBuffer out = littleEndian(bytes);
    out.putInt(0x04034b50);
    described(out, name, crc, size);
    out.put(ascii(name));
    return bytes;
  }

  private static void described(ByteBuffer out, String name, int crc, long size) {
    out.putShort(VERSION_1_0);
    out.putShort((short) 0); // flags
    out.putShort((short) 0); // stored
    out.putShort((short) 0); // midnight
    out.putShort(FIRST_DAY);
    out.putInt(crc);
    out.putInt((int) size);
    out.putInt((int) size);
    out.putShort((short) name.length());
    out.putShort((short) 0); // extra field
  }

  /// The directory and the end record.
  static byte[] directory(List<Placed> files) {
    int length = files.stream().mapToInt(file -> CENTRAL_BYTES + file.name().length()).sum();
    byte[] bytes = new byte[length + END_BYTES];
    ByteBuffer out = littleEndian(bytes);
    for (Placed file : files) {
      out.putInt(0x02014b50);
      out.putShort(VERSION_1_0);
      described(out, file.name(), file.crc(), file.size());
      out.putShort((short) 0); // comment
      out.putShort((short) 0); // disk
      out.putShort((short) 0); // internal attributes
      out.putInt(0); // external attributes
      out.putInt((int) file.offset());
      out.put(ascii(file.name()));
    }
    out.putInt(0x06054b50);
    out.putShort((short) 0); // this disk
    out.putShort((short) 0); // disk of the directory
    out.putShort((short) files.size());
    out.putShort((short) files.size());
    out.putInt(length);
    out.putInt((int) files.getLast().end());
    out.putShort((short) 0); // comment
    return bytes;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] ascii(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }
}
