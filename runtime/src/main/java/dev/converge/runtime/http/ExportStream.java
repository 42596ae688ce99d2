package dev.converge.runtime.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletionException;

/// Writes to a response no faster than it is read: at most one chunk is waiting. Blocks, so it must
/// run on a virtual thread. Not thread-safe.
public final class ExportStream extends OutputStream {
  private static final int CHUNK_BYTES = 1 << 16;

  private final HttpResponseWriter to;
  private byte[] chunk = new byte[CHUNK_BYTES];
  private int filled;

  /// Writes to a response whose headers are written.
  public ExportStream(HttpResponseWriter to) {
    this.to = to;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int part = Math.min(length - done, chunk.length - filled);
      System.arraycopy(bytes, offset + done, chunk, filled, part);
      filled += part;
      done += part;
      if (filled == chunk.length) {
        flush();
      }
    }
  }

  @Override
  public void flush() throws IOException {
    if (filled == 0) {
      return;
    }
    HttpData data = HttpData.wrap(chunk, 0, filled);
    chunk = new byte[CHUNK_BYTES];
    filled = 0;
    try {
      to.write(data);
      to.whenConsumed().join();
    } catch (CompletionException | IllegalStateException e) {
      throw new IOException("the client went away", e);
    }
  }
}
