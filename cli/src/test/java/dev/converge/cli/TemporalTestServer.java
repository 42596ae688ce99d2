package dev.converge.cli;

import io.temporal.testserver.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Temporal's test server on a free port of this machine.
final class TemporalTestServer implements AutoCloseable {
  private final int port;
  private final TestServer.PortBoundTestServer server;

  private TemporalTestServer(int port) {
    this.port = port;
    this.server = TestServer.createPortBoundServer(port);
  }

  static TemporalTestServer start() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    return new TemporalTestServer(free);
  }

  int port() {
    return port;
  }

  String target() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    server.close();
  }
}
