package dev.converge.runtime.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.runtime.Fixture;
import dev.converge.runtime.RawClient;
import dev.converge.runtime.ServerTest;
import dev.converge.testkit.SseParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Submitting; cases B and some of C and E of the public reports.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SubmitTest {
  private static final String JOBS = "/api/v1/jobs";
  private Fixture server;

  @BeforeAll
  void start() {
    server = new Fixture();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private HttpRequest.Builder submission(String body) {
    return server
        .request(JOBS)
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private HttpResponse<String> keyed(String key, String body) {
    return server.send(submission(body).header("idempotency-key", key));
  }

  @Test
  // docs/cases.md: B01
  void theSameKeyAndBodyGetTheFirstAnswerAgain() {
    HttpResponse<String> first = keyed("b01", Fixture.job("chain"));
    assertEquals(202, first.statusCode());
    assertTrue(first.headers().firstValue("idempotent-replayed").isEmpty());
    server.once(first.headers().firstValue("location").orElseThrow(), "converged");
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> again = keyed("b01", Fixture.job("chain"));
      assertEquals(202, again.statusCode());
      assertEquals(first.body(), again.body());
      assertEquals("true", again.headers().firstValue("idempotent-replayed").orElseThrow());
    }
  }

  @Test
  // docs/cases.md: B01
  void aStreamedSubmissionWithTheSameKeyIsTheSameRun() {
    HttpResponse<String> first = keyed("b01s", Fixture.job("chain"));
    SseParser stream =
        server.stream(
            submission(Fixture.job("chain"))
                .header("accept", "text/event-stream")
                .header("idempotency-key", "b01s"));
    String runId = Fixture.text(Fixture.json(first), "run_id");
    assertTrue(stream.events().getFirst().data().contains(runId));
    assertEquals("run_status", stream.events().getLast().type());
  }

  @Test
  // docs/cases.md: B02
  void manyAtOnceWithOneKeyAreOneJob() throws Exception {
    TreeSet<String> ids = new TreeSet<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<String> one =
          () -> Fixture.text(Fixture.json(keyed("b02", Fixture.job("chain"))), "job_id");
      List<Future<String>> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        all.add(threads.submit(one));
      }
      for (Future<String> id : all) {
        ids.add(id.get());
      }
    }
    assertEquals(1, ids.size());
  }

  @Test
  // docs/cases.md: B04
  void theSameKeyWithAnotherBodyIsRefusedAndNamesTheFirst() {
    HttpResponse<String> first = keyed("b04", Fixture.job("chain"));
    HttpResponse<String> other = keyed("b04", Fixture.job("many"));
    ServerTest.assertProblem(422, "key_reused", other);
    assertTrue(other.body().contains(Fixture.text(Fixture.json(first), "job_id")), other.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"seeds\":[{\"content\":\"x\",\"id\":\"seed:1\",\"data\":{\"n\":1}}],\"template\":\"chain\"}",
        " { \"template\" : \"ch\\u0061in\",\n\"seeds\":[ {\"id\":\"seed:1\",\"content\":\"x\",\"data\":{\"n\":1.0}}]}",
        "{\"template\":\"chain\",\"seeds\":[{\"id\":\"seed:1\",\"content\":\"x\",\"data\":{\"n\":1e0}}]}",
      })
  // docs/cases.md: B05
  void bodiesThatSayTheSameAreTheSame(String body) {
    String first =
        "{\"template\":\"chain\",\"seeds\":[{\"id\":\"seed:1\",\"content\":\"x\",\"data\":{\"n\":1}}]}";
    assertEquals(keyed("b05", first).body(), keyed("b05", body).body());
  }

  @Test
  void anIdempotencyKeyThatIsNoneIsRefused() {
    String job = Fixture.job("chain");
    try (RawClient client = new RawClient(server.server.port())) {
      client.head(
          "POST /api/v1/jobs HTTP/1.1",
          "Content-Type: application/json",
          "Idempotency-Key: \u00E4",
          "Content-Length: " + job.length());
      String response = client.send(job).readResponse();
      assertTrue(response.startsWith("HTTP/1.1 400"), response);
    }
    ServerTest.assertProblem(400, "malformed", keyed("k".repeat(256), Fixture.job("chain")));
    assertEquals(202, keyed("k".repeat(255), Fixture.job("chain")).statusCode());
  }

  @Test
  // docs/cases.md: B07
  void preferWaitAnswersWithTheResult() {
    HttpResponse<String> waited =
        server.send(submission(Fixture.job("chain")).header("prefer", "wait=20"));
    assertEquals(200, waited.statusCode());
    assertEquals("converged", Fixture.text(Fixture.json(waited), "status"));
    assertEquals("wait=20", waited.headers().firstValue("preference-applied").orElseThrow());
    HttpResponse<String> async =
        server.send(submission(Fixture.job("chain")).header("prefer", "respond-async, wait=20"));
    assertEquals(202, async.statusCode());
    ServerTest.assertProblem(
        400,
        "malformed",
        server.send(submission(Fixture.job("chain")).header("prefer", "wait=soon")));
  }

  @Test
  // docs/cases.md: B08
  void aWaitThatHasEndedIsNotAnErrorAndEndsNothing() {
    HttpResponse<String> waited =
        server.send(submission(Fixture.job("held")).header("prefer", "wait=1"));
    assertEquals(202, waited.statusCode());
    assertEquals("running", Fixture.text(Fixture.json(waited), "status"));
    String self = waited.headers().firstValue("location").orElseThrow();
    HttpResponse<String> still = server.get(self + "?wait=50ms");
    assertEquals("running", Fixture.text(Fixture.json(still), "status"));
    server.flows.release(1);
    assertEquals(
        "converged", Fixture.text(Fixture.json(server.get(self + "?wait=PT20S")), "status"));
    ServerTest.assertProblem(400, "malformed", server.get(self + "?wait=soon"));
  }

  @Test
  void aWaitEndsWithTheStatusThatTheRunHasThen() {
    HttpResponse<String> waited =
        server.send(submission(Fixture.job("gate")).header("prefer", "wait=1"));
    assertEquals(202, waited.statusCode());
    assertEquals("waiting", Fixture.text(Fixture.json(waited), "status"));
  }

  @Test
  // docs/cases.md: C16
  void aClientThatGoesAwayEndsItsRunOnlyIfItSaidSo() {
    for (String policy : List.of("continue", "cancel")) {
      String body =
          Fixture.job("held").replaceFirst("\\{", "{\"on_disconnect\":\"" + policy + "\",");
      String location;
      try (RawClient client = new RawClient(server.server.port())) {
        client.head(
            "POST /api/v1/jobs HTTP/1.1",
            "Content-Type: application/json",
            "Accept: text/event-stream",
            "Content-Length: " + body.length());
        String head = client.send(body).readUntil("event: agent_started");
        int start = head.indexOf("/api/v1/jobs/job_");
        location = head.substring(start, head.indexOf('\r', start));
      }
      if (policy.equals("cancel")) {
        server.once(location, "cancelled");
      } else {
        server.flows.release(1);
        server.once(location, "converged");
      }
    }
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnceWithItsPointer() {
    HttpResponse<String> wrong =
        server.post(
            JOBS,
            "{\"templat\":\"chain\",\"template\":\"chain\",\"mode\":\"onlain\",\"seeds\":["
                + "{\"id\":5,\"content\":null},7],\"budget\":{\"max_facts\":-1},"
                + "\"correlation_id\":\"\"}");
    ServerTest.assertProblem(422, "invalid", wrong);
    for (String pointer :
        List.of(
            "/templat",
            "/mode",
            "/seeds/0/id",
            "/seeds/0/content",
            "/seeds/1",
            "/budget/max_facts",
            "/correlation_id")) {
      assertTrue(wrong.body().contains("\"pointer\":\"" + pointer + "\""), wrong.body());
    }
    assertTrue(wrong.body().contains("did you mean \\\"template\\\"?"), wrong.body());
  }

  @Test
  void seedsAreCheckedOneByOne() {
    HttpResponse<String> twice =
        server.post(
            JOBS,
            "{\"template\":\"chain\",\"seeds\":[{\"id\":\"seed:1\",\"content\":\"a\"},"
                + "{\"id\":\"seed:1\",\"content\":\"b\"},{\"id\":\"no good\",\"content\":\"c\"}]}");
    ServerTest.assertProblem(422, "invalid", twice);
    assertTrue(twice.body().contains("\"pointer\":\"/seeds/1/id\""), twice.body());
    assertTrue(twice.body().contains("\"pointer\":\"/seeds/2/id\""), twice.body());
    String large = "x".repeat(262_145);
    HttpResponse<String> tooLarge =
        server.post(
            JOBS,
            "{\"template\":\"chain\",\"seeds\":[{\"id\":\"seed:1\",\"content\":\""
                + large
                + "\"}]}");
    ServerTest.assertProblem(422, "invalid", tooLarge);
    assertTrue(tooLarge.body().contains("\"pointer\":\"/seeds/0/content\""), tooLarge.body());
    StringBuilder many = new StringBuilder("{\"template\":\"chain\",\"seeds\":[");
    for (int i = 0; i <= 1_000; i++) {
      many.append(i == 0 ? "" : ",").append("{\"id\":\"seed:").append(i);
      many.append("\",\"content\":\"x\"}");
    }
    ServerTest.assertProblem(422, "invalid", server.post(JOBS, many.append("]}").toString()));
  }

  @Test
  void theOrderOfSeedsDoesNotMatterAndAWordDoes() {
    String one = "{\"id\":\"seed:1\",\"content\":\"one\"}";
    String two = "{\"id\":\"seed:2\",\"content\":\"two\"}";
    String hash = hash(one + "," + two);
    assertEquals(hash, hash(two + "," + one));
    assertNotEquals(hash, hash(one + "," + two.replace("two", "too")));
  }

  private String hash(String seeds) {
    HttpResponse<String> waited =
        server.send(
            submission("{\"template\":\"chain\",\"seeds\":[" + seeds + "]}")
                .header("prefer", "wait=20"));
    return Fixture.text(Fixture.json(waited), "result_hash");
  }

  @Test
  // docs/cases.md: A19, A20
  void textComesBackExactlyWhateverIsInIt() throws IOException, InterruptedException {
    String nasty =
        "a\nb\r\nc\rd\n\nid: 999\nevent: run_status\ndata: {}\u2028\u2029\u0001 \uD83D\uDC1F \u202E";
    for (String text : List.of(nasty, "\n", "", " leading", "x".repeat(200_000))) {
      Json.Obj seed = Json.object().put("id", "seed:1").put("content", text).build();
      Json.Obj body =
          Json.object().put("template", "chain").put("seeds", Json.array(List.of(seed))).build();
      SseParser stream =
          server.stream(submission(body.canonical()).header("accept", "text/event-stream"));
      assertEquals(0, stream.withoutId());
      SseParser.Event fact =
          stream.events().stream().filter(e -> e.type().equals("fact")).findFirst().orElseThrow();
      assertEquals(text, Fixture.text((Json.Obj) Json.parse(fact.data()), "content"));
    }
    HttpResponse<InputStream> raw =
        server
            .client()
            .send(
                submission(Fixture.job("chain")).header("accept", "text/event-stream").build(),
                HttpResponse.BodyHandlers.ofInputStream());
    assertTrue(raw.headers().firstValue("location").orElseThrow().startsWith(JOBS + "/job_"));
    raw.body().readAllBytes();
  }

  /// I05: what is not in order is named.
  @Test
  void aServerThatGoesDownTakesNothing() {
    try (Fixture other = new Fixture()) {
      other.engine.drain();
      HttpResponse<String> refused = other.post(JOBS, Fixture.job("chain"));
      ServerTest.assertProblem(503, "unavailable", refused);
      assertEquals("1", refused.headers().firstValue("retry-after").orElseThrow());
      HttpResponse<String> ready = other.get("/ready");
      ServerTest.assertProblem(503, "unavailable", ready);
      assertTrue(ready.body().contains("\n{\"name\":\"engine\",\"state\":\"takes no more work\"}"));
      ServerTest.assertProblem(503, "unavailable", other.get("/ready?verbose"));
      assertEquals("1", ready.headers().firstValue("retry-after").orElseThrow());
      assertEquals(200, other.get("/health").statusCode());
    }
  }

  @Test
  void theMetadataOfAJobCanBeReadBack() {
    String body =
        Fixture.job("chain").replaceFirst("\\{", "{\"metadata\":{\"ticket\":{\"id\":7}},");
    Json.Obj accepted = Fixture.json(server.post("/api/v1/jobs", body));
    String self = "/api/v1/jobs/" + Fixture.text(accepted, "job_id");
    Json.Obj job = server.once(self, "converged");
    assertEquals("{\"ticket\":{\"id\":7}}", job.get("metadata").orElseThrow().canonical());
    Json.Obj without = Fixture.json(server.get(server.submitted("chain")));
    assertTrue(without.get("metadata").isEmpty());
  }
}
