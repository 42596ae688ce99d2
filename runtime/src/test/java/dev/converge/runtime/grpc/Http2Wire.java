package dev.converge.runtime.grpc;

import dev.converge.testkit.LiveEngine;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The least of HTTP/2 (RFC 9113) that a client needs that means no good: frames as they are.
final class Http2Wire implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int ACK = 1;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;
  static final int CANCEL = 8;
  static final int ENHANCE_YOUR_CALM = 11;

  private static final int PATIENCE_MILLIS = (int) LiveEngine.PATIENCE.toMillis();
  private final Socket socket;
  private final DataOutputStream out;
  private final DataInputStream in;

  /// A frame.
  ///
  /// @param error that a GOAWAY names; else 0
  /// @param status that HEADERS begin with, as far as that is in the static table; else 0
  record Frame(int type, int flags, int error, int status) {}

  Http2Wire(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    out = new DataOutputStream(new java.io.BufferedOutputStream(socket.getOutputStream(), 65_536));
    in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    send(SETTINGS, 0, 0, new byte[0]);
  }

  void send(int type, int flags, int stream, byte[] payload) throws IOException {
    out.writeByte(payload.length >>> 16);
    out.writeShort(payload.length & 0xFFFF);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
  }

  void flush() throws IOException {
    out.flush();
  }

  /// The headers of a gRPC call.
  static byte[] call(String method) {
    return headers(
        ":method",
        "POST",
        ":scheme",
        "http",
        ":path",
        method,
        ":authority",
        "localhost",
        "content-type",
        "application/grpc",
        "te",
        "trailers");
  }

  /// Names and values in turn, each written out (RFC 7541, section 6.2.2).
  static byte[] headers(String... namesAndValues) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      block.write(0);
      literal(block, namesAndValues[i]);
      literal(block, namesAndValues[i + 1]);
    }
    return block.toByteArray();
  }

  private static void literal(ByteArrayOutputStream block, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    block.write(bytes.length);
    block.writeBytes(bytes);
  }

  static byte[] integer(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  /// The next frame.
  Frame next() throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    in.readInt();
    byte[] payload = in.readNBytes(length);
    int error = type == GOAWAY ? ByteBuffer.wrap(payload).getInt(4) : 0;
    return new Frame(type, flags, error, type == HEADERS ? status(payload) : 0);
  }

  /// Entries 8 to 14 of the static table (RFC 7541, appendix A).
  private static int status(byte[] block) {
    int[] known = {200, 204, 206, 304, 400, 404, 500};
    int entry = block.length == 0 ? 0 : (block[0] & 0x7F) - 8;
    return block.length > 0 && block[0] < 0 && entry >= 0 && entry < known.length
        ? known[entry]
        : 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
