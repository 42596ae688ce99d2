package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.testkit.SseParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Where streams begin, break and go on; cases A01, A04, A05, A07, A08, A16 and A34 of the public
/// reports.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ResumeOverHttpTest {
  private Fixture server;

  @BeforeAll
  void start() {
    server = new Fixture();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /// Passes each connection on, and ends it politely once the server has sent so much.
  private static final class PoliteProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final int target;
    private final int bytesEach;
    final AtomicInteger connections = new AtomicInteger();

    PoliteProxy(int target, int bytesEach) throws IOException {
      this.target = target;
      this.bytesEach = bytesEach;
      this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(this::accept);
    }

    int port() {
      return listening.getLocalPort();
    }

    private void accept() {
      try {
        while (true) {
          Socket client = listening.accept();
          connections.incrementAndGet();
          Thread.ofVirtual().start(() -> pass(client));
        }
      } catch (SocketException _) {
        // Closed.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void pass(Socket client) {
      try (client;
          Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target)) {
        Thread.ofVirtual()
            .start(() -> {
              try {
                client.getInputStream().transferTo(upstream.getOutputStream());
              } catch (IOException _) {
                // Either is gone.
              }
            });
        byte[] some = new byte[512];
        int left = bytesEach;
        while (left > 0) {
          int n = upstream.getInputStream().read(some, 0, Math.min(some.length, left));
          if (n < 0) {
            break;
          }
          client.getOutputStream().write(some, 0, n);
          left -= n;
        }
        client.shutdownOutput();
      } catch (IOException _) {
        // The client is gone.
      }
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }

  private static boolean ended(SseParser parser) {
    return !parser.events().isEmpty() && parser.events().getLast().data().contains("\"summary\":{");
  }

  /// Reads what a proxy lets through of a stream, as a browser does: an event that is not whole is
  /// forgotten.
  private void readOn(PoliteProxy proxy, String self, SseParser parser) throws Exception {
    String last = parser.lastId().isEmpty() ? "0" : parser.lastId();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + self + "/stream"))
            .header("last-event-id", last)
            .build();
    HttpResponse<InputStream> response =
        server.client().send(request, HttpResponse.BodyHandlers.ofInputStream());
    StringBuilder text = new StringBuilder();
    try (InputStream in = response.body()) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        text.append((char) b);
      }
    } catch (IOException _) {
      // HTTP says that the response was not whole, which is what it was.
    }
    String whole = text.substring(0, text.lastIndexOf("\n\n") + 2);
    parser.feed(whole.getBytes(StandardCharsets.US_ASCII));
  }

  // A01, A16
  @Test
  void aStreamThatIsEndedPolitelyInBetweenIsUnfinishedAndContinues() throws Exception {
    String self = server.submitted("many");
    server.once(self, "converged");
    try (PoliteProxy proxy = new PoliteProxy(server.server.port(), 9_000)) {
      SseParser parser = new SseParser();
      while (!ended(parser)) {
        readOn(proxy, self, parser);
      }
      StreamsTest.assertWhole(parser.events());
      assertTrue(proxy.connections.get() > 5, "connections: " + proxy.connections);
    }
  }

  /// The id of the last event before the held agent, and then the client goes away.
  private String heardUntilHeld(String self) {
    try (RawClient client = new RawClient(server.server.port())) {
      client.head("GET " + self + "/stream HTTP/1.1");
      assertTrue(client.readUntil("\r\n\r\n").startsWith("HTTP/1.1 200"));
      String heard = client.readUntil("\"agent_C\"");
      int at = heard.lastIndexOf("\nid: ") + "\nid: ".length();
      return heard.substring(at, heard.indexOf('\n', at));
    }
  }

  // A04
  @Test
  void whatWasMissedComesFirstAndInOrder() {
    String self = server.submitted("held");
    long last = Long.parseLong(heardUntilHeld(self));
    server.flows.release(1);
    server.once(self, "converged");
    SseParser parser =
        server.stream(
            server.request(self + "/stream").header("last-event-id", String.valueOf(last)));
    for (int i = 0; i < parser.events().size(); i++) {
      assertEquals(String.valueOf(last + 1 + i), parser.events().get(i).id());
    }
    assertTrue(ended(parser));
  }

  // A05
  @Test
  void aCursorOfAnotherRunOrOfNoneNeverShowsEventsOfAnother() {
    String longer = server.submitted("many");
    String shorter = server.submitted("empty");
    long last = Fixture.number(server.once(longer, "converged"), "last_sequence");
    server.once(shorter, "converged");
    for (String cursor :
        List.of(String.valueOf(last), "999999999", "-1", "abc", "9".repeat(10_000), "")) {
      HttpResponse<String> response =
          server.send(server.request(shorter + "/stream").header("last-event-id", cursor));
      ServerTest.assertProblem(400, "bad_cursor", response);
    }
    String runId = Fixture.text(Fixture.json(server.get(shorter)), "run_id");
    Set<Boolean> own =
        server.stream(server.request(shorter + "/stream").header("last-event-id", "1"))
            .events()
            .stream()
            .map(e -> e.data().contains("\"run_id\":\"" + runId + "\""))
            .collect(Collectors.toSet());
    assertEquals(Set.of(true), own);
  }

  // A07
  @Test
  void aClientThatComesAfterTheEndGetsTheWholeLogAndThenNothing() throws Exception {
    String self = server.submitted("chain");
    long last = Fixture.number(server.once(self, "converged"), "last_sequence");
    List<SseParser.Event> all = server.stream(server.request(self + "/stream")).events();
    StreamsTest.assertWhole(all);
    assertEquals(last, all.size());
    HttpResponse<String> nothing =
        server.send(server.request(self + "/stream").header("last-event-id", String.valueOf(last)));
    assertEquals(204, nothing.statusCode());
  }

  // A08
  @Test
  void everyEventHasItsIdAndHeartbeatsHaveNone() {
    String self = server.submitted("chain");
    server.once(self, "converged");
    SseParser stream = server.stream(server.request(self + "/stream"));
    SseParser submitted =
        server.stream(
            server
                .request("/api/v1/jobs")
                .header("content-type", "application/json")
                .header("accept", "text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(Fixture.job("chain"))));
    for (SseParser parser : List.of(stream, submitted)) {
      StreamsTest.assertWhole(parser.events());
      assertEquals(0, parser.withoutId());
    }
    SseParser quiet = new SseParser();
    quiet.feed("id: 7\ndata: x\n\n:\n\n:\n\n".getBytes(StandardCharsets.US_ASCII));
    assertEquals("7", quiet.lastId());
    assertFalse(quiet.events().isEmpty());
  }

  // A34
  @Test
  void aRunDoesNotMindThatItsReaderIsDead() {
    String self = server.submitted("held");
    try (RawClient client = new RawClient(server.server.port(), 4_096)) {
      client.head("GET " + self + "/stream HTTP/1.1");
      client.readUntil("\nid: 2\n");
      server.flows.release(1);
      server.once(self, "converged");
    }
    Fixture.until(() -> server.streams.open() == 0);
    StreamsTest.assertWhole(server.stream(server.request(self + "/stream")).events());
  }
}
