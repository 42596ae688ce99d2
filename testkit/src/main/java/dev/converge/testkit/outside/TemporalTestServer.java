package dev.converge.testkit.outside;

import io.temporal.testserver.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Temporal's test server on a free port of this machine.
public final class TemporalTestServer implements AutoCloseable {
  private final int port;
  private final TestServer.PortBoundTestServer server;

  private TemporalTestServer(int port) {
    this.port = port;
    this.server = TestServer.createPortBoundServer(port);
  }

  /// Starts one.
  public static TemporalTestServer start() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    return new TemporalTestServer(free);
  }

  /// Where it listens.
  public int port() {
    return port;
  }

  /// Its address, as settings have it.
  public String target() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    server.close();
  }
}
