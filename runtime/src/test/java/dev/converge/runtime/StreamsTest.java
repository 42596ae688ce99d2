package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.testkit.SseParser;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Streams under stress; cases A of the public reports.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StreamsTest {
  private Fixture server;

  @BeforeAll
  void start() {
    server = new Fixture();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  static void assertWhole(List<SseParser.Event> events) {
    for (int i = 0; i < events.size(); i++) {
      assertEquals(String.valueOf(i + 1), events.get(i).id());
    }
    assertEquals(
        1, events.stream().filter(e -> e.data().contains("\"summary\":{\"because\"")).count());
    assertTrue(events.getLast().data().contains("\"summary\""));
  }

  // A13
  @Test
  void aSnapshotAndTheStreamAfterItAreTheWholeLog() {
    String self = server.submitted("many");
    for (int i = 0; i < 20; i++) {
      Json.Obj job = Fixture.json(server.get(self));
      long last = Fixture.number(job, "last_sequence");
      if (Fixture.text(job, "status").equals("converged")) {
        break;
      }
      List<SseParser.Event> rest =
          server.stream(server.request(self + "/stream?after=" + last)).events();
      assertEquals(String.valueOf(last + 1), rest.getFirst().id());
    }
    server.once(self, "converged");
  }

  @Test
  void aStreamThatResumesWithNothingToSendGreetsAtOnce() {
    ServerSettings.Times times = ServerSettings.Times.DEFAULT.withHeartbeat(Duration.ofHours(1));
    try (Fixture quiet = new Fixture(ServerSettings.DEFAULT.with(times))) {
      String self = quiet.submitted("gate");
      quiet.once(self, "waiting");
      long last = Fixture.number(Fixture.json(quiet.get(self)), "last_sequence");
      try (RawClient client = new RawClient(quiet.server.port())) {
        client.head("GET " + self + "/stream HTTP/1.1", "Last-Event-ID: " + last);
        String text = client.readUntil(":\n\n");
        assertTrue(text.endsWith("retry: 2000\n\n:\n\n"), text);
      }
    }
  }

  // A16
  @Test
  void anIdleStreamIsKeptAwake() {
    ServerSettings.Times times = ServerSettings.Times.DEFAULT.withHeartbeat(Duration.ofMillis(50));
    try (Fixture quick = new Fixture(ServerSettings.DEFAULT.with(times));
        RawClient client = new RawClient(quick.server.port())) {
      String self = quick.submitted("held");
      client.head("GET " + self + "/stream HTTP/1.1");
      for (int i = 0; i < 3; i++) {
        assertTrue(client.readUntil("\n:\n\n").endsWith("\n:\n\n"));
      }
      quick.flows.release(1);
      assertTrue(client.readUntil("\"summary\":{").endsWith("\"summary\":{"));
      assertTrue(client.readUntil("0\r\n\r\n").endsWith("0\r\n\r\n"));
    }
  }

  // A28
  @Test
  void aClientThatTakesNothingIsGivenUp() {
    ServerSettings.Times times =
        ServerSettings.Times.DEFAULT
            .withHeartbeat(Duration.ofMillis(50))
            .withWrite(Duration.ofMillis(200));
    try (Fixture quick = new Fixture(ServerSettings.DEFAULT.with(times));
        RawClient client = new RawClient(quick.server.port())) {
      String self = large(quick, 200_000);
      quick.once(self, "converged");
      client.head("GET " + self + "/stream HTTP/1.1");
      assertTrue(client.readUntil("\r\n\r\n").startsWith("HTTP/1.1 200"));
      Fixture.until(() -> quick.streams.open() == 0);
      assertFalse(client.readUntil("\"summary\":{").endsWith("\"summary\":{"), "it had all of it");
    }
  }

  /// A job whose 100 facts have so many characters each.
  private static String large(Fixture on, int characters) {
    Json.Obj seed =
        Json.object().put("id", "seed:1").put("content", "x".repeat(characters)).build();
    Json.Obj body =
        Json.object().put("template", "many").put("seeds", Json.array(List.of(seed))).build();
    return on.post("/api/v1/jobs", body.canonical()).headers().firstValue("location").orElseThrow();
  }

  // A32
  @Test
  void streamsThatCloseInAnyWayLeaveNothingBehind() {
    // The first streams start what threads a server has, of which there are more on large machines.
    openAndCloseStreams();
    int before = platformThreads();
    openAndCloseStreams();
    openAndCloseStreams();
    int after = platformThreads();
    int some = 8 + Runtime.getRuntime().availableProcessors();
    assertTrue(after <= before + some, before + " threads before, " + after + " after");
  }

  private void openAndCloseStreams() {
    String self = server.submitted("held");
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      RawClient client = new RawClient(server.server.port());
      client.head("GET " + self + "/stream HTTP/1.1");
      clients.add(client);
    }
    Fixture.until(() -> server.streams.open() == 200);
    Fixture.until(() -> server.engine.listeners() == 200);
    clients.subList(0, 100).forEach(RawClient::close);
    server.flows.release(1);
    clients.subList(100, 150).forEach(RawClient::close);
    for (RawClient client : clients.subList(150, 200)) {
      assertTrue(client.readUntil("\"summary\":{").endsWith("\"summary\":{"));
      client.close();
    }
    Fixture.until(() -> server.streams.open() == 0);
    Fixture.until(() -> server.engine.listeners() == 0);
  }

  private static int platformThreads() {
    return Thread.getAllStackTraces().size();
  }

  @Test
  void aClientThatGoesAwayIsForgottenAtOnce() {
    String self = server.submitted("held");
    try (RawClient client = new RawClient(server.server.port())) {
      client.head("GET " + self + "/stream HTTP/1.1");
      client.readUntil("agent_C");
      // Readers of other tests may still be leaving.
      Fixture.until(() -> server.engine.listeners() == 1);
    }
    Fixture.until(() -> server.engine.listeners() == 0);
    server.flows.release(1);
  }

  // A31
  @Test
  void aStreamGoesOnLongAfterTheTimeOfARequest() {
    Duration request = Duration.ofMillis(500);
    ServerSettings.Times times =
        ServerSettings.Times.DEFAULT.withRequest(request).withHeartbeat(request.dividedBy(5));
    try (Fixture quick = new Fixture(ServerSettings.DEFAULT.with(times));
        RawClient client = submittedAndStreamed(quick)) {
      client.readUntil("agent_C");
      for (int i = 0; i < 6; i++) {
        assertTrue(client.readUntil(":\n\n").endsWith(":\n\n"));
      }
      quick.flows.release(1);
      assertTrue(client.readUntil("\"summary\":{").endsWith("\"summary\":{"));
    }
  }

  /// Submits a job and begins to read its events; tries again where this machine is too slow for
  /// the time of a request.
  private static RawClient submittedAndStreamed(Fixture on) {
    String body = Fixture.job("held");
    String head = "";
    for (int i = 0; i < 50; i++) {
      RawClient client = new RawClient(on.server.port());
      client.head(
          "POST /api/v1/jobs HTTP/1.1",
          "Content-Type: application/json",
          "Accept: text/event-stream",
          "Content-Length: " + body.length());
      head = client.send(body).readUntil("\r\n\r\n");
      if (head.startsWith("HTTP/1.1 200")) {
        return client;
      }
      client.close();
    }
    throw new AssertionError(head);
  }

  /// With A11 and A29 this is J16, too.
  // A17
  @Test
  void whatGoesWrongLaterIsAnEventAndTheEndIsFinal() {
    SseParser stream =
        server.stream(
            server
                .request("/api/v1/jobs")
                .header("content-type", "application/json")
                .header("accept", "text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(Fixture.job("crash"))));
    assertWhole(stream.events());
    String failed =
        stream.events().stream()
            .filter(e -> e.type().equals("agent_failed"))
            .findFirst()
            .orElseThrow()
            .data();
    assertTrue(failed.contains("\"kind\":\"crashed\""), failed);
    assertFalse(failed.contains("secret"), failed);
    assertTrue(stream.events().getLast().data().contains("\"status\":\"halted\""));
  }
}
