package dev.converge.audit;

import dev.converge.audit.Finding.Check;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A bundle's archive, opened strictly: it is the one archive that its files have, or a finding
/// says at which byte it is not. Immutable; reads its bytes again each time.
final class Archive {
  private static final int BUFFER_BYTES = 1 << 16;

  private final BundleBytes bytes;
  private final List<Stored> files;

  private Archive(BundleBytes bytes, List<Stored> files) {
    this.bytes = bytes;
    this.files = List.copyOf(files);
  }

  /// A file of the archive, measured.
  record Stored(ZipLayout.Placed place, MeasuredOutput.Measured measured) {}

  /// Opens an archive.
  ///
  /// @return the archive as far as it could be made out; empty if its files cannot be told apart
  static Optional<Archive> open(BundleBytes bytes, Findings findings) throws IOException {
    long size = bytes.size();
    if (size > BundleFormat.MAX_BUNDLE_BYTES) {
      findings.problem(
          Check.ARCHIVE,
          "",
          "size: " + size + " bytes (expected: at most " + BundleFormat.MAX_BUNDLE_BYTES + ")");
      return Optional.empty();
    }
    List<Stored> files = new ArrayList<>();
    long offset = 0;
    for (String name : BundleFormat.FILES) {
      Optional<Stored> file = file(bytes, size, name, offset, findings);
      if (file.isEmpty()) {
        return Optional.empty();
      }
      files.add(file.get());
      offset = file.get().place().end();
    }
    byte[] expected = ZipLayout.directory(files.stream().map(file -> file.place()).toList());
    compare(bytes, offset, expected, "central directory", findings);
    if (size > offset + expected.length) {
      findings.problem(
          Check.ARCHIVE,
          "byte " + (offset + expected.length),
          (size - offset - expected.length) + " bytes after the end record (expected: none)");
    }
    return Optional.of(new Archive(bytes, files));
  }

  /// The size in the local header says where the file ends; everything else in the header must be
  /// what follows from the file.
  private static Optional<Stored> file(
      BundleBytes bytes, long archive, String name, long offset, Findings findings)
      throws IOException {
    byte[] header = read(bytes, offset, ZipLayout.LOCAL_BYTES + name.length());
    if (header.length < ZipLayout.LOCAL_BYTES + name.length()) {
      findings.problem(
          Check.ARCHIVE,
          "byte " + (offset + header.length),
          "the archive ends (expected: " + name + ")");
      return Optional.empty();
    }
    long size =
        Integer.toUnsignedLong(
            ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt(ZipLayout.SIZE_OFFSET));
    ZipLayout.Placed sized = new ZipLayout.Placed(name, 0, size, offset);
    if (sized.end() > archive) {
      findings.problem(
          Check.ARCHIVE,
          "byte " + (offset + ZipLayout.SIZE_OFFSET),
          name + ": " + size + " bytes, beyond the end of the archive (expected: its size)");
      return Optional.empty();
    }
    MeasuredOutput measure = new MeasuredOutput();
    try (InputStream in = new Bounded(bytes.from(sized.dataOffset()), size)) {
      in.transferTo(measure);
    }
    MeasuredOutput.Measured measured = measure.measured();
    boolean fits =
        compare(bytes, offset, ZipLayout.local(name, measured.crc(), size), name, findings);
    boolean begins = header[0] == 'P' && header[1] == 'K' && named(header, name);
    if (!fits && !begins) {
      return Optional.empty();
    }
    return Optional.of(
        new Stored(new ZipLayout.Placed(name, measured.crc(), size, offset), measured));
  }

  private static boolean named(byte[] header, String name) {
    byte[] expected = ZipLayout.local(name, 0, 0);
    return Arrays.equals(
        header,
        ZipLayout.LOCAL_BYTES,
        header.length,
        expected,
        ZipLayout.LOCAL_BYTES,
        expected.length);
  }

  private static boolean compare(
      BundleBytes bytes, long offset, byte[] expected, String what, Findings findings)
      throws IOException {
    byte[] found = read(bytes, offset, expected.length);
    int at = Arrays.mismatch(found, expected);
    if (at < 0) {
      return true;
    }
    String is =
        at < found.length ? String.format(java.util.Locale.ROOT, "0x%02x", found[at]) : "the end";
    findings.problem(
        Check.ARCHIVE,
        "byte " + (offset + at),
        (what.equals("central directory") ? what : "header of " + what)
            + ": "
            + is
            + (at < expected.length
                ? String.format(java.util.Locale.ROOT, " (expected: 0x%02x)", expected[at])
                : " (expected: nothing)")
            + ", so the archive does not have the form that its files require");
    return false;
  }

  private static byte[] read(BundleBytes bytes, long offset, int length) throws IOException {
    try (InputStream in = bytes.from(offset)) {
      return in.readNBytes(length);
    }
  }

  List<Stored> files() {
    return files;
  }

  Stored file(String name) {
    return files.get(BundleFormat.FILES.indexOf(name));
  }

  /// Opens a file of the archive.
  InputStream open(String name) throws IOException {
    ZipLayout.Placed place = file(name).place();
    return new BufferedInputStream(
        new Bounded(bytes.from(place.dataOffset()), place.size()), BUFFER_BYTES);
  }

  /// Reads a small file whole; empty after a finding if it is too large.
  Optional<byte[]> whole(String name, Findings findings) throws IOException {
    if (file(name).place().size() > BundleFormat.MAX_SMALL_FILE_BYTES) {
      findings.problem(
          Check.ARCHIVE,
          name,
          "size: "
              + file(name).place().size()
              + " bytes (expected: at most "
              + BundleFormat.MAX_SMALL_FILE_BYTES
              + ")");
      return Optional.empty();
    }
    try (InputStream in = open(name)) {
      return Optional.of(in.readAllBytes());
    }
  }

  /// The first bytes of a stream, up to a limit.
  private static final class Bounded extends InputStream {
    private final InputStream in;
    private long left;

    Bounded(InputStream in, long length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      if (left <= 0) {
        return -1;
      }
      int read = in.read(to, offset, (int) Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
