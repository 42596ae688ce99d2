package dev.converge.runtime.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.runtime.Fixture;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests whose framing RFC 9112 forbids are answered with 400, and the connection is closed:
/// what follows on it could be read as another request by a proxy.
final class FramingTest {
  private static final Pattern ID =
      Pattern.compile("x-request-id: (\\S+)", Pattern.CASE_INSENSITIVE);

  private final Fixture fixture = new Fixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  /// Sends a text in which `~` stands for CRLF and `^` for a bare CR, and reads to the end of the
  /// connection.
  private String answer(String request) throws IOException {
    int port = fixture.uri("/").getPort();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      String text = request.replace("~", "\r\n").replace("^", "\r");
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // RFC 9112, 6.3: a length beside an encoding.
        "POST /api/v1/jobs HTTP/1.1~Host: localhost~Content-Length: 2~Transfer-Encoding: chunked~~2~{}~0~~",
        // 6.3: lengths that differ.
        "POST /api/v1/jobs HTTP/1.1~Host: localhost~Content-Length: 2~Content-Length: 3~~{}",
        "POST /api/v1/jobs HTTP/1.1~Host: localhost~Content-Length: +2~~{}",
        "POST /api/v1/jobs HTTP/1.1~Host: localhost~Content-Length: -1~~{}",
        // 7.1: a size that does not fit, and lines that do not end.
        "POST /api/v1/jobs HTTP/1.1~Host: localhost~Content-Type: application/json~Transfer-Encoding: chunked~~100000000000000001~{}~0~~",
        "POST /api/v1/jobs HTTP/1.1~Host: localhost~Content-Type: application/json~Transfer-Encoding: chunked~~2^X~{}~0~~",
        "POST /api/v1/jobs HTTP/1.1~Host: localhost~Content-Type: application/json~Transfer-Encoding: chunked~~zz~{}~0~~",
        // 5.1 and 5.2: white space before a colon, a folded line.
        "GET /health HTTP/1.1~Host : localhost~~",
        "GET /health HTTP/1.1~Host: localhost~ X-A: b~~",
        "GET /health HTTP/1.1~ Host: localhost~~",
        "POST /api/v1/jobs HTTP/1.1~Host: localhost~Content-Type: application/json~Transfer-Encoding:~ chunked~~0~~",
        // 3.2: no host, or more than one.
        "GET /health HTTP/1.1~Accept: application/json~~",
        "GET /health HTTP/1.1~Host: localhost~Host: other.example~~",
        "GET /health HTTP/1.1~Host: a b~~",
        "GET /health HTTP/1.1~Host: ~~",
        // 6.1: codings that this server does not have.
        "POST /api/v1/jobs HTTP/1.1~Host: localhost~Content-Type: application/json~Transfer-Encoding: chunked, identity~~2~{}~0~~",
        "POST /api/v1/jobs HTTP/1.1~Host: localhost~Content-Type: application/json~Transfer-Encoding: gzip, chunked~~2~{}~0~~",
      })
  void aFramingThatTheStandardForbidsIsRefusedAndTheConnectionClosed(String request)
      throws IOException {
    String answer = answer(request);
    assertTrue(answer.startsWith("HTTP/1.1 400 "), () -> request + " -> " + answer);
    assertEquals(1, answer.split("HTTP/1\\.1 ", -1).length - 1, answer);
  }

  @Test
  void aTargetInAbsoluteFormIsAnswered() throws IOException {
    String answer = answer("GET http://localhost/health HTTP/1.1~Host: x~Connection: close~~");
    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    assertTrue(
        answer("GET http://localhost HTTP/1.1~Host: x~Connection: close~~")
            .startsWith("HTTP/1.1 "));
  }

  @Test
  void anOfferToUpgradeToHttp2IsAnsweredOverHttp1() throws IOException {
    String answer =
        answer(
            "GET /health HTTP/1.1~Host: localhost~Connection: Upgrade, HTTP2-Settings, close~"
                + "Upgrade: h2c~HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA~~");
    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
  }

  @Test
  void aFoldedLineIsReadAsOneLineAndNeverAsTwo() throws IOException {
    // RFC 9112, 5.2: refused, or each fold replaced by blanks.
    String answer =
        answer(
            "GET /health HTTP/1.1~Host: localhost~X-A: b~\tHost: c~ Connection: x~"
                + "Connection: close~~");
    // With a second host it would be refused.
    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
  }

  @Test
  void optionsOfTheServerOfferWhatItHas() throws IOException {
    String answer = answer("OPTIONS * HTTP/1.1~Host: localhost~Connection: close~~");
    assertTrue(answer.startsWith("HTTP/1.1 204 "), answer);
    assertTrue(
        answer
            .toLowerCase(Locale.ROOT)
            .contains("\r\nallow: get, head, post, put, patch, delete, options\r\n"),
        answer);
    assertTrue(
        answer("GET /.server-wide HTTP/1.1~Host: x~Connection: close~~")
            .startsWith("HTTP/1.1 404 "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "THIS IS NOT~~",
        "GET /health HTTP/1.1~Host : localhost~~",
        "POST /api/v1/jobs HTTP/1.1~Host: localhost~Content-Length: x~~",
      })
  void anErrorOfTheProtocolHasAnIdOfItsOwn(String request) throws IOException {
    Matcher one = ID.matcher(answer(request));
    Matcher other = ID.matcher(answer(request));
    assertTrue(one.find() && other.find(), request);
    assertTrue(one.group(1).matches("[0-9a-f]{16}"), one.group(1));
    assertNotEquals(one.group(1), other.group(1));
  }

  @Test
  void anOldClientNeedsNoHost() throws IOException {
    String answer = answer("GET /health HTTP/1.0~~");
    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
  }

  @Test
  void aWellFormedRequestIsAnswered() throws IOException {
    String answer = answer("GET /health HTTP/1.1~Host: localhost~Connection: close~~");
    assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
  }
}
