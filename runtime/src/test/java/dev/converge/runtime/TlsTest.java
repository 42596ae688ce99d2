package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.runtime.server.ServerSettings;
import dev.converge.testkit.SseParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The same over TLS, with a certificate that is made for the test.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final Duration SHORT = Duration.ofMillis(500);

  private Fixture server;

  /// One with little time for a request.
  private Fixture impatient;

  private SSLContext trusting;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path store = folder.resolve("key.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "test",
                "-keyalg",
                "EC",
                "-validity",
                "2",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, keytool.waitFor(), said);
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
    Path certificate = pem(folder, "CERTIFICATE", keys.getCertificate("test").getEncoded());
    Path key = pem(folder, "PRIVATE KEY", keys.getKey("test", PASSWORD).getEncoded());
    trusting = trusting(keys);
    ServerSettings settings =
        ServerSettings.DEFAULT.with(new ServerSettings.Tls(certificate, key, null));
    server = new Fixture(settings);
    impatient = new Fixture(settings.with(ServerSettings.Times.DEFAULT.withRequest(SHORT)));
  }

  private static Path pem(Path folder, String what, byte[] der) throws IOException {
    String text =
        "-----BEGIN "
            + what
            + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END "
            + what
            + "-----\n";
    return Files.writeString(folder.resolve(what.replace(' ', '-') + ".pem"), text);
  }

  private static SSLContext trusting(KeyStore keys) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("test", keys.getCertificate("test"));
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  @AfterAll
  void stop() {
    server.close();
    impatient.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.server.port() + path))
        .timeout(Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpClient.Version.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void jobsAreSubmittedStreamedAndResumed(HttpClient.Version version) throws Exception {
    try (HttpClient client =
        HttpClient.newBuilder().version(version).sslContext(trusting).build()) {
      HttpResponse<String> accepted =
          client.send(
              request("/api/v1/jobs")
                  .header("content-type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(Fixture.job("many")))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertEquals(202, accepted.statusCode(), accepted.body());
      assertEquals(version, accepted.version());
      check(accepted, accepted.body());
      String self = accepted.headers().firstValue("location").orElseThrow();
      HttpResponse<byte[]> stream =
          client.send(request(self + "/stream").build(), HttpResponse.BodyHandlers.ofByteArray());
      assertEquals(version, stream.version());
      check(stream, "");
      SseParser parser = new SseParser();
      parser.feed(stream.body());
      StreamsTest.assertWhole(parser.events());
      HttpResponse<String> rest =
          client.send(
              request(self + "/stream").header("last-event-id", "5").build(),
              HttpResponse.BodyHandlers.ofString());
      assertTrue(rest.body().contains("\n\nid: 6\n"), rest.body().substring(0, 100));
    }
  }

  private static void check(HttpResponse<?> response, String body) {
    ContractCheck.check(
        response.request().method(),
        response.uri().getRawPath(),
        response.statusCode(),
        response.headers().firstValue("content-type"),
        body);
  }

  private SSLSocket socket(Fixture to) throws IOException {
    SSLSocket socket =
        (SSLSocket) trusting.getSocketFactory().createSocket("127.0.0.1", to.server.port());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(30_000);
    socket.startHandshake();
    return socket;
  }

  private static void send(SSLSocket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  // J05
  @Test
  void tooLargeABodyIsRefusedAtOnceAndWithout100() throws Exception {
    try (SSLSocket socket = socket(server)) {
      send(
          socket,
          String.join(
              "\r\n",
              "POST /api/v1/jobs HTTP/1.1",
              "Host: t",
              "Content-Type: application/json",
              "Expect: 100-continue",
              "Content-Length: 200000000",
              "",
              ""));
      byte[] first = socket.getInputStream().readNBytes(12);
      assertEquals("HTTP/1.1 413", new String(first, StandardCharsets.US_ASCII));
    }
  }

  @Test
  void aHeadThatDripsIsGivenUp() throws Exception {
    try (SSLSocket socket = socket(impatient)) {
      send(socket, "GET /health HTTP/1.1\r\nX-A: ");
      Thread drip =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (!socket.isClosed()) {
                    send(socket, "a");
                    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                  }
                } catch (IOException _) {
                  // The server has hung up.
                }
              });
      assertEquals(-1, read(socket.getInputStream()));
      drip.join();
    }
  }

  private static int read(InputStream in) {
    try {
      return in.read();
    } catch (IOException _) {
      return -1;
    }
  }

  @Test
  void whoSpeaksPlainTextToItIsHungUpOn() {
    try (RawClient client = new RawClient(server.server.port())) {
      client.head("GET /health HTTP/1.1");
      assertTrue(client.closedByServer());
    }
  }
}
