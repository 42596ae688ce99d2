package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.testkit.SseParser;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public final class ServerTest {
  private Fixture server;

  @BeforeAll
  void start() {
    server = new Fixture();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void healthIsAnsweredAndReadyNamesWhatItDependsOn() {
    HttpResponse<String> health = server.get("/health");
    assertEquals(200, health.statusCode());
    assertEquals("{\"status\":\"ok\"}", health.body());
    HttpResponse<String> ready = server.get("/ready");
    assertEquals(200, ready.statusCode());
    assertEquals("ready", Fixture.text(Fixture.json(ready), "status"));
    assertTrue(ready.body().contains("\n{\"name\":\"store\",\"state\":\"ok\"}"), ready.body());
  }

  @Test
  void theSessionSaysThatNoCredentialIsRequired() {
    assertEquals("off", Fixture.text(Fixture.json(server.get("/api/v1/session")), "auth"));
  }

  @Test
  void aJobIsAcceptedWatchedAndFoundConverged() {
    HttpResponse<String> posted = server.post("/api/v1/jobs", Fixture.job("chain"));
    assertEquals(202, posted.statusCode());
    Json.Obj accepted = Fixture.json(posted);
    String self = "/api/v1/jobs/" + Fixture.text(accepted, "job_id");
    assertEquals(self, posted.headers().firstValue("location").orElseThrow());

    SseParser stream = server.stream(server.request(self + "/stream"));
    assertWhole(stream.events(), 0);
    assertEquals(0, stream.withoutId());
    assertEquals(2000, stream.retry());

    HttpResponse<String> found = server.get(self + "?wait=5s");
    Json.Obj job = Fixture.json(found);
    assertEquals("converged", Fixture.text(job, "status"));
    assertEquals(stream.events().size(), Fixture.number(job, "last_sequence"));
    Json.Obj facts = (Json.Obj) job.get("facts").orElseThrow();
    assertEquals(List.of("A", "B", "C", "D", "Seeds"), List.copyOf(facts.fields().keySet()));
    assertTrue(job.get("result_hash").isPresent());
    String tag = found.headers().firstValue("etag").orElseThrow();
    assertEquals(304, server.send(server.request(self).header("if-none-match", tag)).statusCode());
    HttpResponse<String> factsAlone = server.get(self + "/facts");
    assertEquals(facts, Fixture.json(factsAlone).get("facts").orElseThrow());
  }

  private static void assertWhole(List<SseParser.Event> events, int after) {
    for (int i = 0; i < events.size(); i++) {
      assertEquals(String.valueOf(after + i + 1), events.get(i).id());
      Json.Obj data = (Json.Obj) Json.parse(events.get(i).data());
      assertEquals(after + i + 1, Fixture.number(data, "sequence"));
    }
    SseParser.Event last = events.getLast();
    assertEquals("run_status", last.type());
    assertTrue(last.data().contains("\"summary\""));
    long finals = events.stream().filter(e -> e.data().contains("\"summary\":{")).count();
    assertEquals(1, finals);
  }

  @Test
  void aSubmissionCanBeStreamedInTheSameResponse() {
    SseParser stream =
        server.stream(
            server
                .request("/api/v1/jobs")
                .header("content-type", "application/json")
                .header("accept", "text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(Fixture.job("many"))));
    assertWhole(stream.events(), 0);
    assertEquals(100, stream.events().stream().filter(e -> e.type().equals("fact")).count());
  }

  @Test
  void aStreamResumesAfterAnyPositionAndEndsWith204() {
    String self = "/api/v1/jobs/" + server.submit("chain");
    int all = server.stream(server.request(self + "/stream")).events().size();
    for (int after = 1; after < all; after++) {
      HttpRequest.Builder request =
          server.request(self + "/stream?after=1").header("last-event-id", String.valueOf(after));
      List<SseParser.Event> rest = server.stream(request).events();
      assertEquals(all - after, rest.size());
      assertWhole(rest, after);
    }
    assertEquals(204, server.get(self + "/stream?after=" + all).statusCode());
    assertProblem(400, "bad_cursor", server.get(self + "/stream?after=" + (all + 1)));
  }

  @Test
  void aStreamWithTypesKeepsSequencesAndTheFinalEvent() {
    String self = "/api/v1/jobs/" + server.submit("chain");
    List<SseParser.Event> events =
        server.stream(server.request(self + "/stream?types=fact")).events();
    assertEquals(
        List.of("fact", "fact", "fact", "fact", "run_status"),
        events.stream().map(SseParser.Event::type).toList());
    assertNotEquals("1", events.getFirst().id());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-1",
        "abc",
        "99999999999999999999",
        "+1",
        "1.0",
        "0x1",
        "''",
      })
  void aCursorThatIsNoneIsRefused(String cursor) {
    String self = "/api/v1/jobs/" + server.submit("chain");
    assertProblem(
        400,
        "bad_cursor",
        server.send(server.request(self + "/stream").header("last-event-id", cursor)));
  }

  public static void assertProblem(int status, String type, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response.body());
    assertEquals(
        "application/problem+json", response.headers().firstValue("content-type").orElseThrow());
    Json.Obj problem = Fixture.json(response);
    assertEquals("urn:converge:problem:" + type, Fixture.text(problem, "type"));
    assertEquals(status, Fixture.number(problem, "status"));
    assertEquals(
        response.headers().firstValue("x-request-id").orElseThrow(),
        Fixture.text(problem, "instance"));
    assertFalse(Fixture.text(problem, "detail").isEmpty());
  }

  @Test
  void errorsAreDistinguishedByType() {
    assertProblem(404, "not_found", server.get("/nothing/here"));
    assertProblem(404, "job_not_found", server.get("/api/v1/jobs/job_1"));
    assertProblem(404, "job_not_found", server.get("/api/v1/jobs/job_1/stream"));
    assertProblem(404, "template_not_found", server.post("/api/v1/jobs", Fixture.job("nonesuch")));
    assertProblem(400, "malformed", server.post("/api/v1/jobs", "{\"template\":"));
    HttpResponse<String> missing =
        server.post("/api/v1/jobs", "{\"template\":\"chain\",\"seeds\":[]}");
    assertProblem(422, "invalid", missing);
    assertTrue(missing.body().contains("\"pointer\":\"/seeds\""), missing.body());
    assertProblem(413, "too_large", server.post("/api/v1/jobs", " ".repeat((1 << 20) + 1)));
  }

  @Test
  void aMethodThatThePathDoesNotKnowIsToldWhichItDoes() {
    HttpResponse<String> response = server.send(server.request("/health").DELETE());
    assertProblem(405, "method_not_allowed", response);
    assertEquals("GET, HEAD, OPTIONS", response.headers().firstValue("allow").orElseThrow());
  }
}
