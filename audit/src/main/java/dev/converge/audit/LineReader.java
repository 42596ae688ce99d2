package dev.converge.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Reads the lines of a stream, each terminated by LF and of limited length. Not thread-safe.
final class LineReader {
  private final InputStream in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(1_024);

  LineReader(InputStream in) {
    this.in = in;
  }

  /// The next line without its terminator, or `null` after the last.
  ///
  /// @throws IllegalArgumentException if it is too long, or the last one is not terminated
  byte @Nullable [] next() throws IOException {
    line.reset();
    int b = in.read();
    while (b >= 0 && b != '\n') {
      if (line.size() >= BundleFormat.MAX_LINE_BYTES) {
        throw new IllegalArgumentException(
            "longer than " + BundleFormat.MAX_LINE_BYTES + " bytes (expected: shorter)");
      }
      line.write(b);
      b = in.read();
    }
    if (b < 0) {
      if (line.size() > 0) {
        throw new IllegalArgumentException("not ended (expected: a line feed)");
      }
      return null;
    }
    return line.toByteArray();
  }
}
