package dev.converge.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;

/// Compares what is written with a stream, and records where they differ. Not thread-safe.
final class StreamComparison extends OutputStream {
  private final InputStream in;
  private long position;
  private String what = "";
  private String parted = "";

  StreamComparison(InputStream in) {
    this.in = in;
  }

  /// Names what is written next.
  void next(String named) {
    this.what = named;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (!parted.isEmpty()) {
      return;
    }
    byte[] found = in.readNBytes(length);
    int at = Arrays.mismatch(found, 0, found.length, bytes, offset, offset + length);
    if (at >= 0) {
      parted = "byte " + (position + at) + ", at " + what;
    }
    position += length;
  }

  /// Where the stream differs from what was written; empty if it does not.
  Optional<String> difference() throws IOException {
    if (parted.isEmpty() && in.read() >= 0) {
      parted = "byte " + position + ", after the last";
    }
    return parted.isEmpty() ? Optional.empty() : Optional.of(parted);
  }
}
