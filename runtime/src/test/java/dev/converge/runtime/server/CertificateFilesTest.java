package dev.converge.runtime.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.engine.error.ConvergeException;
import dev.converge.runtime.Fixture;
import dev.converge.runtime.health.HealthFeature;
import dev.converge.testkit.TestAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Certificates that are renewed while the server runs, and clients that must have one.
final class CertificateFilesTest {
  /// Each certificate takes a process of keytool, so all tests have the same.
  @TempDir private static Path keys = Path.of("");

  private static TestAuthority authority;

  @TempDir private Path folder = Path.of("");
  private Path certificate = folder;
  private Path key = folder;

  @BeforeAll
  static void issue() throws Exception {
    authority = new TestAuthority(keys, "authority");
    authority.issue("first");
    authority.issue("second");
  }

  @BeforeEach
  void write() throws Exception {
    certificate = folder.resolve("server.pem");
    key = folder.resolve("server.key");
    authority.write("first", certificate, key);
  }

  private ServerSettings.Tls files(@Nullable Path clientCa) {
    return new ServerSettings.Tls(certificate, key, clientCa);
  }

  private static ConvergeServer start(ServerSettings.Tls tls) {
    return ConvergeServer.start(
        ServerSettings.DEFAULT
            .at("127.0.0.1", 0)
            .with(tls)
            .with(ServerSettings.Times.DEFAULT.withGrace(Duration.ofMillis(100))),
        List.of(new HealthFeature(List.of())));
  }

  /// What a client is told: the status line, or `refused`; and the certificate that it saw.
  private record Seen(String answer, @Nullable X509Certificate certificate) {}

  private static Seen ask(ConvergeServer server, SSLContext client) {
    X509Certificate seen = null;
    try (SSLSocket socket =
        (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", server.port())) {
      socket.setSoTimeout(30_000);
      socket.startHandshake();
      seen = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      socket
          .getOutputStream()
          .write(
              "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] line = socket.getInputStream().readNBytes(12);
      return new Seen(
          line.length == 0 ? "refused" : new String(line, StandardCharsets.US_ASCII), seen);
    } catch (IOException _) {
      return new Seen("refused", seen);
    }
  }

  @Test
  void newConnectionsGetTheRenewedCertificate() throws Exception {
    SSLContext client = authority.client(authority, "");
    try (ConvergeServer server = start(files(null))) {
      Seen first = ask(server, client);
      assertEquals("HTTP/1.1 200", first.answer());
      assertEquals(authority.certificate("first"), first.certificate());
      authority.write("second", certificate, key);
      X509Certificate second = authority.certificate("second");
      Fixture.until(() -> second.equals(ask(server, client).certificate()));
    }
  }

  @Test
  void filesThatAreNotInOrderLeaveTheOldCertificateAndAreNamedOnce() throws Exception {
    List<String> told = new ArrayList<>();
    WatchedTls watched = new WatchedTls(files(null), told::add);
    Path other = folder.resolve("other");
    authority.write("second", certificate, other);
    for (int i = 0; i < 5; i++) {
      watched.look();
    }
    assertEquals(authority.certificate("first"), shown(watched));
    assertEquals(1, told.size(), told::toString);
    assertTrue(told.getFirst().contains("is not the key of the first certificate"), told::toString);
    assertTrue(told.getFirst().endsWith("stays in use"), told::toString);
    Files.writeString(certificate, "nonsense");
    for (int i = 0; i < 5; i++) {
      watched.look();
    }
    assertEquals(2, told.size(), told::toString);
    assertEquals(1, told.getLast().lines().count(), told::toString);
    authority.write("second", certificate, key);
    watched.look();
    assertEquals(authority.certificate("first"), shown(watched), "still being written");
    watched.look();
    assertEquals(authority.certificate("second"), shown(watched));
    assertEquals(2, told.size(), told::toString);
  }

  private static X509Certificate shown(WatchedTls watched) {
    return watched.keyPair("*").certificateChain().getFirst();
  }

  @Test
  void aKeyOfAnotherCertificateIsRefusedAtTheStart() throws Exception {
    authority.write("second", folder.resolve("other"), key);
    ConvergeException refused =
        assertThrows(ConvergeException.class, () -> new WatchedTls(files(null)));
    assertTrue(String.valueOf(refused.getMessage()).startsWith("tls.key "), refused::getMessage);
  }

  @Test
  void aClientNeedsACertificateOfTheConfiguredAuthority() throws Exception {
    TestAuthority stranger = new TestAuthority(folder, "stranger");
    authority.issue("alice");
    stranger.issue("mallory");
    Path clientCa = authority.writeAuthority(folder.resolve("client-ca.pem"));
    try (ConvergeServer server = start(files(clientCa))) {
      assertEquals("HTTP/1.1 200", ask(server, authority.client(authority, "alice")).answer());
      assertEquals("refused", ask(server, authority.client(authority, "")).answer());
      assertEquals("refused", ask(server, authority.client(stranger, "mallory")).answer());
      stranger.writeAuthority(clientCa);
      SSLContext mallory = authority.client(stranger, "mallory");
      Fixture.until(() -> ask(server, mallory).answer().equals("HTTP/1.1 200"));
      assertEquals("refused", ask(server, authority.client(authority, "alice")).answer());
    }
  }

  @Test
  void aClientAuthorityThatIsNoneIsRefusedAtTheStart() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    for (Path file : List.of(empty, key, folder.resolve("nowhere"))) {
      ConvergeException refused =
          assertThrows(ConvergeException.class, () -> new WatchedTls(files(file)));
      String message = String.valueOf(refused.getMessage());
      assertTrue(message.startsWith("tls.client_ca"), message);
      assertEquals(1, message.lines().count(), message);
    }
  }
}
