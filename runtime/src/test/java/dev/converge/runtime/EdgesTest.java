package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.runtime.server.ServerSettings;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Edges of HTTP; cases J and some of A of the public reports.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EdgesTest {
  private static final int LIMIT = 1 << 20;

  private static final Duration SHORT = Duration.ofMillis(500);

  private Fixture server;

  /// One with little time for a request, for clients that take long.
  private Fixture impatient;

  @BeforeAll
  void start() {
    server = new Fixture();
    impatient =
        new Fixture(ServerSettings.DEFAULT.with(ServerSettings.Times.DEFAULT.withRequest(SHORT)));
  }

  @AfterAll
  void stop() {
    server.close();
    impatient.close();
  }

  private HttpResponse<String> submitAs(String type) {
    return server.send(
        server
            .request("/api/v1/jobs")
            .header("content-type", type)
            .POST(HttpRequest.BodyPublishers.ofString(Fixture.job("chain"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "APPLICATION/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
        "application/json; charset=utf8",
        "application/json; odata.metadata=minimal; charset=utf-8",
        "application/json; profile=\"https://example.org/a;charset=latin1\"",
        "application/json;",
      })
  // J01
  void jsonPassesInAnyCase(String type) {
    assertEquals(202, submitAs(type).statusCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/merge-patch+json",
        "application/json; charset=utf-16",
        "application/json; charset=latin1",
        "application/json; charset=utf-8; charset=utf-16",
        "application/json; charset",
        "application/jsonp",
      })
  // J01
  void whatIsNotJsonIsRefused(String type) {
    ServerTest.assertProblem(415, "unsupported_media_type", submitAs(type));
  }

  // J01
  @Test
  void whatIsNotJsonIsRefusedBeforeTheBodyIsRead() {
    try (RawClient client = new RawClient(server.server.port())) {
      client.head("POST /api/v1/jobs HTTP/1.1", "Content-Type: text/plain", "Content-Length: 100");
      String response = client.readResponse();
      assertTrue(response.startsWith("HTTP/1.1 415"), response);
    }
  }

  // J02
  @Test
  void aBodyWithoutATypeIsNeverTakenForDefaults() {
    HttpResponse<String> untyped =
        server.send(server.request("/api/v1/jobs").POST(HttpRequest.BodyPublishers.ofString("{}")));
    ServerTest.assertProblem(415, "unsupported_media_type", untyped);
    ServerTest.assertProblem(400, "malformed", server.post("/api/v1/jobs", ""));
    HttpResponse<String> empty = server.post("/api/v1/jobs", "{}");
    ServerTest.assertProblem(422, "invalid", empty);
    assertTrue(empty.body().contains("\"pointer\":\"/template\""), empty.body());
    assertTrue(empty.body().contains("\"pointer\":\"/seeds\""), empty.body());
    ServerTest.assertProblem(422, "invalid", server.post("/api/v1/jobs", "null"));
    ServerTest.assertProblem(422, "invalid", server.post("/api/v1/jobs", "[]"));
    HttpResponse<String> cancelUntyped =
        server.send(
            server
                .request(server.submitted("held") + "/cancel")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
    ServerTest.assertProblem(415, "unsupported_media_type", cancelUntyped);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/x-www-form-urlencoded",
        "text/plain; charset=latin1",
        "nonsense",
      })
  void anOptionalBodyWithoutAByteIsNoBodyWhateverItsType(String type) {
    String self = server.submitted("held");
    HttpResponse<String> paused =
        server.send(
            server
                .request(self + "/pause")
                .header("content-type", type)
                .POST(HttpRequest.BodyPublishers.noBody()));
    assertEquals(200, paused.statusCode(), paused.body());
    try (RawClient client = new RawClient(server.server.port())) {
      client.head(
          "POST " + self + "/cancel HTTP/1.1",
          "Content-Type: " + type,
          "Transfer-Encoding: chunked");
      String response = client.send("0\r\n\r\n").readResponse();
      assertTrue(response.startsWith("HTTP/1.1 200"), response);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/templates/a%2Fb",
        "/api/v1/templates/a;b",
        "/api/v1/templates/%C3%BC",
        "/api/v1/templates/a%20b",
        "/api/v1/templates/%00",
        "/api/v1/templates/%2e%2e",
        "/api/v1/jobs/",
        "/API/v1/jobs",
        "/api/v1/Jobs",
        "/api/v1/jobs/JOB_1",
        "/api/v1/jobs/%20/stream",
      })
  // J04
  void pathsThatNameNothingAreProblems(String path) {
    try (RawClient client = new RawClient(server.server.port())) {
      String response = client.head("GET " + path + " HTTP/1.1").readResponse();
      assertTrue(
          response.startsWith("HTTP/1.1 404") || response.startsWith("HTTP/1.1 400"), response);
      assertTrue(response.contains("application/problem+json"), response);
      assertTrue(response.contains("\"type\":\"urn:converge:problem:"), response);
    }
  }

  // J05
  @Test
  void tooLargeABodyIsRefusedAtOnceAndWithout100() {
    try (RawClient client = new RawClient(server.server.port())) {
      client.head(
          "POST /api/v1/jobs HTTP/1.1",
          "Content-Type: application/json",
          "Expect: 100-continue",
          "Content-Length: 200000000");
      String response = client.readResponse();
      assertTrue(response.startsWith("HTTP/1.1 413"), response);
      assertTrue(response.contains("urn:converge:problem:too_large"), response);
    }
  }

  // J05
  @Test
  void whoMaySendIsTold100() {
    String job = Fixture.job("chain");
    try (RawClient client = new RawClient(server.server.port())) {
      client.head(
          "POST /api/v1/jobs HTTP/1.1",
          "Content-Type: application/json",
          "Expect: 100-continue",
          "Content-Length: " + job.length());
      assertTrue(client.readUntil("\r\n\r\n").startsWith("HTTP/1.1 100"));
      String response = client.send(job).readResponse();
      assertTrue(response.startsWith("HTTP/1.1 202"), response);
    }
  }

  // J05
  @Test
  void aChunkedBodyIsReadToTheLimitAndNoFurther() {
    try (RawClient client = new RawClient(server.server.port())) {
      client.head(
          "POST /api/v1/jobs HTTP/1.1",
          "Content-Type: application/json",
          "Transfer-Encoding: chunked");
      byte[] chunk =
          ("10000\r\n" + " ".repeat(65_536) + "\r\n")
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      for (int sent = 0; sent <= LIMIT + 65_536 && client.trySend(chunk); sent += 65_536) {
        // On, to beyond the limit.
      }
      String response = client.readResponse();
      assertTrue(response.startsWith("HTTP/1.1 413"), response);
      assertTrue(response.contains("urn:converge:problem:too_large"), response);
    }
  }

  @Test
  void aBodyThatFitsIsTakenAndOneByteMoreIsNot() {
    String job = Fixture.job("chain");
    String fits = job + " ".repeat(LIMIT - job.length());
    assertEquals(202, server.post("/api/v1/jobs", fits).statusCode());
    ServerTest.assertProblem(413, "too_large", server.post("/api/v1/jobs", fits + " "));
  }

  @Test
  void aRequestThatDripsIsGivenUp() {
    try (RawClient client = new RawClient(impatient.server.port())) {
      client.head(
          "POST /api/v1/jobs HTTP/1.1", "Content-Type: application/json", "Content-Length: 100");
      client.send("{");
      String response = client.readResponse();
      assertTrue(response.startsWith("HTTP/1.1 408"), response);
      assertTrue(response.contains("not complete in time"), response);
      assertTrue(client.closedByServer());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"G", "GET /health HT", "GET /health HTTP/1.1\r\nX-A: "})
  void aHeadThatDripsIsGivenUpHoweverBusyItLooks(String beginning) {
    try (RawClient client = new RawClient(impatient.server.port())) {
      client.send(beginning);
      byte[] drop = {'a'};
      Fixture.until(() -> {
        LockSupport.parkNanos(SHORT.dividedBy(20).toNanos());
        return !client.trySend(drop);
      });
    }
  }

  @Test
  void aConnectionThatLastsIsNotTakenForOneThatDrips() {
    try (RawClient client = new RawClient(impatient.server.port())) {
      for (int i = 0; i < 30; i++) {
        assertTrue(client.head("GET /health HTTP/1.1").readResponse().startsWith("HTTP/1.1 200"));
        LockSupport.parkNanos(SHORT.dividedBy(20).toNanos());
      }
    }
  }

  @Test
  void headersThatAreTooLargeAreRefused() {
    try (RawClient client = new RawClient(server.server.port())) {
      client.head("GET /health HTTP/1.1", "X-Filler: " + "x".repeat(20_000));
      String response = client.readResponse();
      assertTrue(response.startsWith("HTTP/1.1 431"), response);
      assertTrue(response.contains("application/problem+json"), response);
    }
  }

  @Test
  void whatIsNotHttpIsAProblemAndTheEndOfTheConnection() {
    try (RawClient client = new RawClient(server.server.port())) {
      String response = client.send("THIS IS NOT\r\n\r\n").readResponse();
      assertTrue(response.startsWith("HTTP/1.1 400"), response);
      assertTrue(response.contains("application/problem+json"), response);
      assertTrue(client.closedByServer());
    }
  }

  @Test
  void everyResponseCarriesTheRequestIdAndContinuesWithTheTrace() {
    String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    HttpResponse<String> response =
        server.send(
            server
                .request("/health")
                .header("x-request-id", "mine-1")
                .header("traceparent", trace));
    assertEquals("mine-1", response.headers().firstValue("x-request-id").orElseThrow());
    String next = response.headers().firstValue("traceparent").orElseThrow();
    assertEquals(trace.substring(0, 36), next.substring(0, 36));
    assertFalse(next.contains("00f067aa0ba902b7"), next);
    for (String insane : List.of("a b", "x".repeat(129), "<script>")) {
      String given =
          server
              .send(server.request("/nothing").header("x-request-id", insane))
              .headers()
              .firstValue("x-request-id")
              .orElseThrow();
      assertFalse(given.equals(insane));
    }
    HttpResponse<String> untraced =
        server.send(server.request("/health").header("traceparent", trace.replace('4', 'Z')));
    assertTrue(untraced.headers().firstValue("traceparent").isEmpty());
  }

  @Test
  void optionsSayWhatThereIs() {
    HttpResponse<String> response =
        server.send(
            server.request("/api/v1/jobs").method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
    assertEquals(204, response.statusCode());
    assertEquals("GET, HEAD, POST, OPTIONS", response.headers().firstValue("allow").orElseThrow());
  }

  // A25
  @Test
  void headOfAStreamHasItsHeadersAndLeavesNoSubscriberBehind() {
    String self = server.submitted("held");
    // Those of other tests may still be leaving.
    Fixture.until(() -> server.streams.open() == 0);
    for (int i = 0; i < 100; i++) {
      HttpResponse<String> head =
          server.send(
              server.request(self + "/stream").method("HEAD", HttpRequest.BodyPublishers.noBody()));
      assertEquals(200, head.statusCode());
      assertEquals("text/event-stream", head.headers().firstValue("content-type").orElseThrow());
      assertEquals("", head.body());
    }
    assertEquals(0, server.streams.open());
    assertEquals(0, server.engine.listeners());
    server.flows.release(1);
  }

  @Test
  void headOfAJobHasItsHeadersAlone() {
    String self = server.submitted("chain");
    server.once(self, "converged");
    HttpResponse<String> head =
        server.send(server.request(self).method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
    assertEquals(server.get(self).headers().firstValue("etag"), head.headers().firstValue("etag"));
  }

  // A22, A23
  @Test
  void aStreamIsNeverCompressedAndAnAnswerIs() {
    String self = server.submitted("many");
    server.once(self, "converged");
    HttpResponse<String> stream =
        server.send(server.request(self + "/stream").header("accept-encoding", "gzip, br"));
    assertTrue(stream.headers().firstValue("content-encoding").isEmpty());
    assertTrue(stream.headers().firstValue("cache-control").orElseThrow().contains("no-transform"));
    assertTrue(stream.body().startsWith("retry: 2000\n\nid: 1\nevent: run_started\n"));
    HttpResponse<java.io.InputStream> job = compressed(self);
    assertEquals("gzip", job.headers().firstValue("content-encoding").orElseThrow());
  }

  private HttpResponse<java.io.InputStream> compressed(String path) {
    try {
      return server
          .client()
          .send(
              server.request(path).header("accept-encoding", "gzip").build(),
              HttpResponse.BodyHandlers.ofInputStream());
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  // A35
  @Test
  void eventsAreAPageOrLinesOrAStreamAsTheClientLikes() {
    String self = server.submitted("chain") + "/events";
    server.once(self.replace("/events", ""), "converged");
    HttpResponse<String> page =
        server.send(server.request(self + "?limit=10").header("accept", "application/json"));
    assertEquals(10, Fixture.number(Fixture.json(page), "next_after"));
    HttpResponse<String> lines =
        server.send(server.request(self).header("accept", "application/x-ndjson"));
    int all =
        server.stream(server.request(self).header("accept", "text/event-stream")).events().size();
    assertEquals(all, lines.body().lines().count());
    lines.body().lines().forEach(ContractCheck::event);
    ServerTest.assertProblem(
        406, "not_acceptable", server.send(server.request(self).header("accept", "image/png")));
    ServerTest.assertProblem(
        406,
        "not_acceptable",
        server.send(
            server.request(self.replace("events", "stream")).header("accept", "text/html")));
    ServerTest.assertProblem(
        406,
        "not_acceptable",
        server.send(
            server
                .request("/api/v1/jobs")
                .header("accept", "text/html")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Fixture.job("chain")))));
    ServerTest.assertProblem(400, "malformed", server.get(self + "?type=fakt"));
    ServerTest.assertProblem(400, "malformed", server.get(self + "?limit=0"));
    ServerTest.assertProblem(404, "job_not_found", server.get("/api/v1/jobs/job_0/events"));
  }
}
