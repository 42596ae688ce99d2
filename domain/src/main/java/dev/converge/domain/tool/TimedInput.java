package dev.converge.domain.tool;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The input of a socket until a time limit, however slowly it comes.
final class TimedInput extends InputStream {
  private final Socket socket;
  private final InputStream in;
  private final InstantSource clock;
  private final Instant until;

  TimedInput(Socket socket, InstantSource clock, Instant until) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.clock = clock;
    this.until = until;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    long left = Duration.between(clock.instant(), until).toMillis();
    if (left <= 0) {
      throw new SocketTimeoutException("too slow");
    }
    socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
    return in.read(into, from, length);
  }
}
