package dev.converge.runtime.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.core.json.Json;
import dev.converge.runtime.Fixture;
import dev.converge.runtime.server.ServerSettings;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A wait ends when the run can do nothing more by itself. Each would otherwise last longer than
/// the client of these tests has patience.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WaitTest {
  private static final String AN_HOUR = "3600";

  private Fixture server;

  @BeforeAll
  void start() {
    ServerSettings.Times d = ServerSettings.Times.DEFAULT;
    ServerSettings.Times times =
        new ServerSettings.Times(
            d.request(), d.idle(), Duration.ofHours(1), d.heartbeat(), d.write(), d.grace());
    server = new Fixture(ServerSettings.DEFAULT.with(times));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private HttpResponse<String> submitAndWait(String template) {
    return server.send(
        server
            .request("/api/v1/jobs")
            .header("content-type", "application/json")
            .header("prefer", "wait=" + AN_HOUR)
            .POST(HttpRequest.BodyPublishers.ofString(Fixture.job(template))));
  }

  private static String status(HttpResponse<String> response) {
    return Fixture.text(Fixture.json(response), "status");
  }

  @Test
  void preferWaitIsAnsweredOnceTheRunWaitsForAPerson() {
    HttpResponse<String> answer = submitAndWait("gate");
    assertEquals(202, answer.statusCode());
    assertEquals("waiting", status(answer));
  }

  @Test
  void preferWaitIsAnsweredWithTheResultOfARunThatEnds() {
    HttpResponse<String> answer = submitAndWait("chain");
    assertEquals(200, answer.statusCode());
    assertEquals("converged", status(answer));
  }

  @Test
  void aRunThatWaitsAlreadyIsShownAtOnce() {
    String self = server.submitted("gate");
    server.once(self, "waiting");
    assertEquals("waiting", status(server.get(self + "?wait=" + AN_HOUR)));
  }

  @Test
  void aWaitEndsWhenTheRunIsPausedAndWhenItIsCancelled() {
    String self = server.submitted("held");
    CompletableFuture<String> first = waiting(self);
    Json.Obj paused = Fixture.json(server.post(self + "/pause", "{}"));
    assertEquals("paused", Fixture.text(paused, "status"));
    assertEquals("paused", first.join());
    assertEquals("paused", status(server.get(self + "?wait=" + AN_HOUR)));
    server.post(self + "/resume", "{}");
    CompletableFuture<String> second = waiting(self);
    server.post(self + "/cancel", "{}");
    assertEquals("cancelled", second.join());
    assertEquals(0, server.engine.waits());
  }

  private CompletableFuture<String> waiting(String self) {
    CompletableFuture<String> status =
        CompletableFuture.supplyAsync(() -> status(server.get(self + "?wait=" + AN_HOUR)));
    Fixture.until(() -> server.engine.waits() == 1);
    return status;
  }
}
