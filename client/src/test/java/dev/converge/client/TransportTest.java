package dev.converge.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What both transports do with servers that behave badly.
final class TransportTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";

  /// Answers each connection with the same bytes and leaves it open.
  private static final class Stub implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();
    private final byte[] answer;

    Stub(String answer) throws IOException {
      this.answer = answer.getBytes(StandardCharsets.UTF_8);
      Thread.ofVirtual().start(this::serve);
    }

    private void serve() {
      try {
        while (true) {
          Socket client = socket.accept();
          client.getOutputStream().write(answer);
          client.getOutputStream().flush();
          accepted.add(client);
        }
      } catch (IOException e) {
        // Closed at the end of the test.
        return;
      }
    }

    /// Waits until the client has ended its connection.
    void untilItIsLeft() throws Exception {
      Socket client = accepted.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (client == null) {
        throw new AssertionError("nobody connected");
      }
      client.setSoTimeout((int) PATIENCE.toMillis());
      InputStream in = client.getInputStream();
      byte[] request = new byte[4096];
      int count = in.read(request);
      while (count >= 0) {
        count = in.read(request);
      }
    }

    Transport.Request request(String method, Duration silence) {
      URI uri = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
      byte[] body = method.equals("POST") ? new byte[] {'{', '}'} : null;
      return new Transport.Request(method, uri, Map.of("accept", "*/*"), body, silence);
    }

    @Override
    public void close() throws IOException {
      socket.close();
      for (Socket client : accepted) {
        client.close();
      }
    }
  }

  static Stream<Transport> transports() {
    return Stream.of(Transport.ofPlatform(), Transport.ofUrlConnections());
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aServerThatSaysNothingIsGivenUp(Transport transport) throws Exception {
    try (Stub server = new Stub("")) {
      assertTimeoutPreemptively(
          PATIENCE,
          () ->
              assertThrows(IOException.class, () -> transport.send(server.request("GET", SHORT))));
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aBodyThatStopsComingIsGivenUp(Transport transport) throws Exception {
    try (Stub server = new Stub(HEAD + "3\r\nabc\r\n")) {
      assertTimeoutPreemptively(
          PATIENCE,
          () -> {
            try (Transport.Response response = begun(transport, server)) {
              assertThrows(IOException.class, () -> response.body().read());
            }
          });
    }
  }

  /// An answer whose body begins and does not end. On a busy machine its beginning takes longer
  /// than a short silence.
  private static Transport.Response begun(Transport transport, Stub server) throws Exception {
    for (Duration silence = SHORT; ; silence = silence.multipliedBy(2)) {
      try {
        Transport.Response response = transport.send(server.request("POST", silence));
        assertEquals('a', response.body().read());
        assertEquals("bc", new String(response.body().readNBytes(2), StandardCharsets.UTF_8));
        return response;
      } catch (IOException e) {
        if (silence.compareTo(PATIENCE) > 0) {
          throw e;
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aBodyThatIsLeftEarlyEndsItsConnection(Transport transport) throws Exception {
    try (Stub server = new Stub(HEAD + "3\r\nabc\r\n")) {
      try (Transport.Response response = transport.send(server.request("GET", PATIENCE))) {
        assertEquals('a', response.body().read());
      }
      server.untilItIsLeft();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aBodyThatBreaksIsNotAnEnd(Transport transport) throws Exception {
    try (Stub server = new Stub("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
        Transport.Response response = transport.send(server.request("GET", PATIENCE))) {
      assertEquals(200, response.status());
      assertEquals("10", response.header("content-length"));
      assertEquals("abc", new String(response.body().readNBytes(3), StandardCharsets.UTF_8));
      server.accepted.take().close();
      assertThrows(IOException.class, () -> response.body().readAllBytes());
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void noRedirectIsFollowed(Transport transport) throws Exception {
    String moved =
        "HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n";
    try (Stub server = new Stub(moved);
        Transport.Response response = transport.send(server.request("POST", PATIENCE))) {
      assertEquals(307, response.status());
      assertEquals(-1, response.body().read());
    }
  }

  @Test
  void aThreadThatIsInterruptedStopsWaiting() throws Exception {
    try (Stub server = new Stub("")) {
      Thread.currentThread().interrupt();
      assertThrows(
          IOException.class, () -> Transport.ofPlatform().send(server.request("GET", PATIENCE)));
      assertTrue(Thread.interrupted());
    }
  }
}
