package dev.converge.runtime;

import dev.converge.testkit.LiveEngine;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Speaks HTTP/1.1 byte by byte, for what a well-behaved client cannot be made to send.
public final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = (int) LiveEngine.PATIENCE.toMillis();
  private final Socket socket = new Socket();
  private final InputStream in;
  private String requestLine = "NONE / HTTP/1.1";

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
    requestLine = lines[0];
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

  /// Reads a response whose length is told, holds it against the contract, and returns all of it.
  public String readResponse() {
    String head = readUntil("\r\n\r\n");
    int at = head.toLowerCase(java.util.Locale.ROOT).indexOf("content-length: ");
    if (at < 0) {
      return head;
    }
    int start = at + "content-length: ".length();
    int length = Integer.parseInt(head.substring(start, head.indexOf('\r', start)));
    try {
      String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      check(head, body);
      return head + body;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void check(String head, String body) {
    String[] request = requestLine.split(" ", -1);
    String name = "\r\ncontent-type: ";
    int at = head.toLowerCase(java.util.Locale.ROOT).indexOf(name);
    Optional<String> type =
        at < 0
            ? Optional.empty()
            : Optional.of(head.substring(at + name.length()).lines().findFirst().orElse(""));
    ContractCheck.check(
        request[0], request[1], Integer.parseInt(head.split(" ", 3)[1]), type, body);
  }

  /// Whether the server closed the connection; reads whatever else it sent.
  public boolean closedByServer() {
    try {
      while (in.read() >= 0) {
        // On to the end.
      }
      return true;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (IOException _) {
      // A reset is an end, too.
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
