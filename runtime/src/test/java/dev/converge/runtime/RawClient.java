package dev.converge.runtime;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Speaks HTTP/1.1 byte by byte, for what a well-behaved client cannot be made to send.
public final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;
  private final Socket socket = new Socket();
  private final InputStream in;

  public RawClient(int port) {
    this(port, 0);
  }

  /// A client that the kernel keeps so many bytes for, as far as it lets itself be told.
  public RawClient(int port, int receiveBuffer) {
    try {
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Sends text, with `\n` as it is.
  public RawClient send(String text) {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  public RawClient send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Sends as much as the server takes; false once it takes no more.
  public boolean trySend(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Sends a request's head: the lines, and the empty one.
  public RawClient head(String... lines) {
    return send(String.join("\r\n", lines) + "\r\nHost: test\r\n\r\n");
  }

  /// Reads so many bytes at most; -1 at the end.
  public int take(int most) {
    try {
      return in.read(new byte[most]);
    } catch (IOException _) {
      return -1;
    }
  }

  /// Reads until a text was read, or the end.
  public String readUntil(String text) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    try {
      int matched = 0;
      for (int b = in.read(); b >= 0; b = in.read()) {
        all.write(b);
        matched = b == wanted[matched] ? matched + 1 : b == wanted[0] ? 1 : 0;
        if (matched == wanted.length) {
          break;
        }
      }
    } catch (IOException _) {
      // A reset is an end, too.
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  /// Reads a response whose length is told, and returns all of it.
  public String readResponse() {
    String head = readUntil("\r\n\r\n");
    int at = head.toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ");
    if (at < 0) {
      return head;
    }
    int start = at + "content-length: ".length();
    int length = Integer.parseInt(head.substring(start, head.indexOf('\r', start)));
    try {
      return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether the server closed the connection; reads whatever else it sent.
  public boolean closedByServer() {
    try {
      while (in.read() >= 0) {
        // On to the end.
      }
      return true;
    } catch (IOException _) {
      return true;
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
