package dev.converge.runtime.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.runtime.Fixture;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A client that reads to the end of the connection has the end at once.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClosingTest {
  /// Armeria's own delay is three seconds.
  private static final int SOON_MILLIS = (int) Duration.ofMillis(2_500).toMillis();

  /// A machine that stands still for a while is late once, and Armeria would be each time.
  private static final int TRIES = 10;

  private Fixture fixture;

  @BeforeAll
  void start() {
    fixture = new Fixture();
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  /// Reads to the end of the connection; fails if that never comes soon.
  private String answer(String request) throws IOException {
    for (int i = 1; i < TRIES; i++) {
      try {
        return answerSoon(request);
      } catch (SocketTimeoutException _) {
        // Once more.
      }
    }
    return answerSoon(request);
  }

  private String answerSoon(String request) throws IOException {
    int port = fixture.server.port();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(SOON_MILLIS);
      String text = request.replace("~", "\r\n");
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health HTTP/1.1~Host: localhost~Connection: close~~",
        "HEAD /health HTTP/1.1~Host: localhost~Connection: close~~",
        "GET /nothing HTTP/1.1~Host: localhost~Connection: close~~",
        "GET /health HTTP/1.0~~",
        "GET /health HTTP/1.0~Host: localhost~Connection: close~~",
      })
  void theConnectionEndsWithTheAnswer(String request) throws IOException {
    assertTrue(answer(request).startsWith("HTTP/1."));
  }

  @Test
  void anAnswerBeforeTheBodyWasReadArrivesWhole() throws IOException {
    String answer =
        answer(
            "POST /api/v1/jobs HTTP/1.1~Host: localhost~Connection: close~Content-Type: text/plain"
                + "~Content-Length: 100000~~"
                + "x".repeat(100_000));
    assertTrue(answer.startsWith("HTTP/1.1 415 "), answer);
    assertTrue(answer.contains("unsupported_media_type"), answer);
  }

  @Test
  void aStreamEndsWithItsLastEvent() throws IOException {
    String self = fixture.submitted("chain");
    fixture.once(self, "converged");
    String answer = answer("GET " + self + "/stream HTTP/1.1~Host: localhost~Connection: close~~");
    assertEquals(1, answer.split("\"summary\"", -1).length - 1, answer);
  }
}
