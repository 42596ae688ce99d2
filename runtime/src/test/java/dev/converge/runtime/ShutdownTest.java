package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.runtime.server.ServerSettings;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.SseParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// The end of a server; case I01 of the public reports.
final class ShutdownTest {
  /// So long that whatever uses it up is seen.
  private static final Duration GRACE = Duration.ofMinutes(10);

  // I01
  @Test
  void openStreamsEndWithoutAFinalEventAndContinueElsewhere() {
    ServerSettings settings =
        ServerSettings.DEFAULT.with(ServerSettings.Times.DEFAULT.withGrace(GRACE));
    Fixture first = new Fixture(settings);
    List<RawClient> clients = new ArrayList<>();
    String self = first.submitted("held");
    for (int i = 0; i < 50; i++) {
      RawClient client = new RawClient(first.server.port());
      client.head("GET " + self + "/stream HTTP/1.1");
      clients.add(client);
    }
    List<String> seen = new ArrayList<>();
    clients.forEach(client -> seen.add(client.readUntil("\"agent_C\"")));
    end(first);
    for (RawClient client : clients) {
      String rest = client.readUntil("\r\n0\r\n\r\n");
      assertTrue(rest.contains("retry: 2000\n\n"), rest);
      assertFalse(rest.contains("\"summary\""), rest);
      assertTrue(client.closedByServer());
      client.close();
    }
    try (Fixture second = new Fixture(settings, first.store)) {
      second.flows.release(1);
      List<SseParser.Event> all = second.stream(second.request(self + "/stream")).events();
      StreamsTest.assertWhole(all);
    }
  }

  @Test
  void aWaitInProgressIsAnsweredWhenTheServerEnds() throws Exception {
    Fixture server =
        new Fixture(ServerSettings.DEFAULT.with(ServerSettings.Times.DEFAULT.withGrace(GRACE)));
    String self = server.submitted("held");
    CompletableFuture<Integer> status = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try (RawClient client = new RawClient(server.server.port())) {
            String response = client.head("GET " + self + "?wait=50s HTTP/1.1").readResponse();
            status.complete(Integer.parseInt(response.substring(9, 12)));
          }
        });
    Fixture.until(() -> server.engine.waits() == 1);
    end(server);
    assertEquals(200, status.get());
  }

  @Test
  void aClientThatTakesNoLinesDoesNotHoldUpTheEnd() {
    Fixture server =
        new Fixture(ServerSettings.DEFAULT.with(ServerSettings.Times.DEFAULT.withGrace(GRACE)));
    String job = Fixture.job("many").replace("the beginning", "x".repeat(100_000));
    String self = server.post("/api/v1/jobs", job).headers().firstValue("location").orElseThrow();
    server.once(self, "converged");
    try (RawClient client = new RawClient(server.server.port(), 4_096)) {
      client.head("GET " + self + "/events HTTP/1.1", "Accept: application/x-ndjson");
      client.readUntil("\r\n\r\n");
      end(server);
    }
  }

  /// Ends a server, which must not take its whole grace.
  private static void end(Fixture server) {
    LiveEngine.get(CompletableFuture.runAsync(server::close));
  }

  @Test
  void closingTwiceIsClosingOnce() {
    Fixture server = new Fixture();
    server.server.close();
    assertTrue(server.server.draining());
    server.close();
  }
}
