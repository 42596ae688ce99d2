package dev.converge.domain.tool;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The head of a response by HTTP/1.1 (RFC 9112); the body is read from the stream.
///
/// @param headers by lower-case name, the first of each
record HttpAnswer(int status, SortedMap<String, String> headers, InputStream body) {
  /// Maximum length of a line of the response head, in bytes.
  static final int MAX_LINE = 8_192;

  /// Maximum number of lines of the response head.
  static final int MAX_LINES = 128;

  private static final int FIRST_FINAL = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  /// Reads the head.
  static HttpAnswer read(InputStream in) throws IOException {
    int status;
    SortedMap<String, String> headers;
    do {
      status = status(line(in));
      headers = headers(in);
    } while (status < FIRST_FINAL);
    return new HttpAnswer(status, headers, body(in, status, headers));
  }

  private static int status(String line) throws IOException {
    String[] parts = line.split(" ", 3);
    if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !parts[1].matches("[1-5][0-9]{2}")) {
      throw new ProtocolException("no HTTP/1.1");
    }
    return Integer.parseInt(parts[1]);
  }

  private static SortedMap<String, String> headers(InputStream in) throws IOException {
    SortedMap<String, String> headers = new TreeMap<>();
    for (int i = 0; i < MAX_LINES; i++) {
      String line = line(in);
      if (line.isEmpty()) {
        return headers;
      }
      int colon = line.indexOf(':');
      if (colon <= 0) {
        throw new ProtocolException("a header without a colon");
      }
      headers.putIfAbsent(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    throw new ProtocolException("more than " + MAX_LINES + " headers");
  }

  /// A line without its line end.
  static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new ProtocolException("the answer ends too soon");
      }
      if (line.length() >= MAX_LINE) {
        throw new ProtocolException("a line of more than " + MAX_LINE + " bytes");
      }
      line.append((char) next);
    }
    int length = line.length();
    return length > 0 && line.charAt(length - 1) == '\r'
        ? line.substring(0, length - 1)
        : line.toString();
  }

  private static InputStream body(InputStream in, int status, SortedMap<String, String> headers)
      throws IOException {
    String length = headers.get("content-length");
    if (status == NO_CONTENT || status == NOT_MODIFIED) {
      return InputStream.nullInputStream();
    }
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      return new BodyInput(in, -1);
    }
    if (length == null) {
      return in;
    }
    if (!length.matches("[0-9]{1,18}")) {
      throw new ProtocolException("Content-Length: " + length);
    }
    return new BodyInput(in, Long.parseLong(length));
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /// The whole body.
  ///
  /// @param most bytes allowed
  String text(int most) throws IOException {
    byte[] bytes = body.readNBytes(most + 1);
    if (bytes.length > most) {
      throw new ProtocolException("an answer of more than " + most + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// A body of known length, or one in chunks, each of known length.
  private static final class BodyInput extends InputStream {
    private final InputStream in;
    private final boolean chunked;
    private long left;
    private boolean begun;
    private boolean over;

    /// @param length of the body, or -1 if it is in chunks
    BodyInput(InputStream in, long length) {
      this.in = in;
      chunked = length < 0;
      left = Math.max(0, length);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      if (left == 0 && chunked && !over) {
        chunk();
      }
      if (left == 0) {
        return -1;
      }
      int got = in.read(into, from, (int) Math.min(left, length));
      if (got < 0) {
        throw new ProtocolException("the answer ends too soon");
      }
      left -= got;
      return got;
    }

    private void chunk() throws IOException {
      if (begun && !line(in).isEmpty()) {
        throw new ProtocolException("a chunk without an end");
      }
      begun = true;
      String size = line(in).split(";", 2)[0].strip();
      if (!size.matches("[0-9a-fA-F]{1,15}")) {
        throw new ProtocolException("a chunk of no size");
      }
      left = Long.parseLong(size, 16);
      over = left == 0;
    }
  }
}
