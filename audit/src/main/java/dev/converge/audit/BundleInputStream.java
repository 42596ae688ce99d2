package dev.converge.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A bundle for reading: written on a separate thread no faster than it is read. If the bundle
/// could not be written completely, reading to its end throws an exception. Used by one reader.
final class BundleInputStream extends InputStream {
  private static final int BUFFER_BYTES = 1 << 16;

  private final PipedInputStream in = new PipedInputStream(BUFFER_BYTES);
  private volatile @Nullable Exception failure;

  private BundleInputStream() {}

  static InputStream of(Bundle bundle, Executor threads) throws IOException {
    BundleInputStream stream = new BundleInputStream();
    PipedOutputStream out = new PipedOutputStream(stream.in);
    threads.execute(() -> stream.write(bundle, out));
    return stream;
  }

  private void write(Bundle bundle, PipedOutputStream out) {
    try (out) {
      try {
        bundle.writeTo(out);
      } catch (IOException | RuntimeException e) {
        // Known before the reader sees the end.
        failure = e;
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    int read = in.read(to, offset, length);
    Exception failed = failure;
    if (read < 0 && failed != null) {
      throw new IOException("the bundle could not be written completely", failed);
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
