package dev.converge.runtime.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.common.HttpResponse;
import dev.converge.runtime.health.HealthFeature;
import dev.converge.runtime.server.ConvergeServer;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What web pages of other sites can do with a server on the reader's own machine: nothing.
final class BrowserGuardTest {
  private static final Feature CHANGE =
      site -> site.builder().service("/change", (_, _) -> HttpResponse.of("changed"));
  private static final ServerSettings SETTINGS =
      ServerSettings.DEFAULT
          .at("127.0.0.1", 0)
          .with(ServerSettings.Times.DEFAULT.withGrace(Duration.ofMillis(100)));

  private final ConvergeServer open =
      ConvergeServer.start(
          SETTINGS,
          List.of(
              new HealthFeature(List.of()),
              CHANGE,
              BrowserGuardFeature.knownHosts(
                  List.of("Converge.example.org"), List.of("https://app.example.org"))));

  @AfterEach
  void close() {
    open.close();
  }

  private String answer(int port, String head) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      String text = head.replace("~", "\r\n") + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.substring(9, 12));
  }

  @ParameterizedTest
  @CsvSource({
    "localhost,200",
    "LOCALHOST:8080,200",
    "localhost.:8080,200",
    "127.0.0.1:8080,200",
    "[::1]:8080,200",
    "192.0.2.7,200",
    "converge.example.org,200",
    "evil.example,421",
    "localhost.evil.example,421",
    "127.0.0.1.evil.example,421",
    "evil.example:8080,421",
  })
  void withoutAuthenticationOnlyKnownNamesAndAddressesAreAnswered(String host, int expected)
      throws IOException {
    String answer = answer(open.port(), "GET /health HTTP/1.1~Host: " + host);
    assertEquals(expected, status(answer), answer);
    if (expected == 421) {
      assertTrue(answer.contains("urn:converge:problem:misdirected"), answer);
      assertTrue(answer.contains("http.hosts"), answer);
    }
  }

  @Test
  void withAuthenticationAnyNameIsAnswered() throws IOException {
    try (ConvergeServer server =
        ConvergeServer.start(
            SETTINGS,
            List.of(new HealthFeature(List.of()), BrowserGuardFeature.anyHost(List.of())))) {
      String answer = answer(server.port(), "GET /health HTTP/1.1~Host: any.example");
      assertEquals(200, status(answer), answer);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "X-None: x,200",
    "Origin: http://localhost:8080,200",
    "Origin: https://app.example.org,200",
    "Sec-Fetch-Site: same-origin,200",
    "Sec-Fetch-Site: none,200",
    "Origin: http://evil.example,403",
    "Origin: null,403",
    "Origin: http://localhost:9090,403",
    "Sec-Fetch-Site: cross-site,403",
    "Sec-Fetch-Site: same-site,403",
  })
  void onlyTheOwnOriginAndThoseConfiguredCanChangeAnything(String header, int expected)
      throws IOException {
    String answer =
        answer(
            open.port(), "POST /change HTTP/1.1~Host: localhost:8080~Content-Length: 0~" + header);
    assertEquals(expected, status(answer), answer);
  }

  @Test
  void aPageOfAnotherSiteCanFollowALinkButNotReadTheAnswer() throws IOException {
    String answer =
        answer(open.port(), "GET /health HTTP/1.1~Host: localhost~Sec-Fetch-Site: cross-site");
    assertEquals(200, status(answer), answer);
    String lower = answer.toLowerCase(java.util.Locale.ROOT);
    assertTrue(lower.contains("x-content-type-options: nosniff"), answer);
    assertTrue(lower.contains("cross-origin-resource-policy: same-origin"), answer);
  }
}
