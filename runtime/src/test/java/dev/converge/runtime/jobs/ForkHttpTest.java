package dev.converge.runtime.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.runtime.Fixture;
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
class ForkHttpTest {
  private Fixture fixture;

  @BeforeAll
  void start() {
    fixture = new Fixture();
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  private Json.Obj done(String flow) {
    return Fixture.json(fixture.get("/api/v1/jobs/" + fixture.submit(flow) + "?wait=30s"));
  }

  private static String path(Json.Obj job) {
    return "/api/v1/jobs/" + Fixture.text(job, "job_id") + "/fork";
  }

  private Json.Obj forked(Json.Obj original, String body) {
    HttpResponse<String> answer =
        fixture.send(
            fixture
                .request(path(original))
                .header("content-type", "application/json")
                .header("prefer", "wait=30")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    assertEquals(200, answer.statusCode(), answer.body());
    return Fixture.json(answer);
  }

  private static Json.Obj object(Json.Obj json, String name) {
    return (Json.Obj) json.get(name).orElseThrow();
  }

  @Test
  void aForkWithoutChangesHasTheSameResultAndAsksNobody() {
    Json.Obj original = done("chain");
    HttpResponse<String> answer = fixture.post(path(original), "{}");
    assertEquals(202, answer.statusCode(), answer.body());
    Json.Obj fork = Fixture.json(answer);
    assertNotEquals(original.get("job_id"), fork.get("job_id"));
    assertEquals(original.get("result_hash"), fork.get("result_hash"));
    assertEquals(Json.array(List.of()), object(fork, "answers").get("asked").orElseThrow());
    assertEquals(original.get("last_sequence"), object(fork, "forked_from").get("shared"));
    assertEquals(original.get("run_id"), object(fork, "forked_from").get("run_id"));
    HttpResponse<String> compared =
        fixture.get(
            "/api/v1/runs/compare?a="
                + Fixture.text(original, "run_id")
                + "&b="
                + Fixture.text(fork, "run_id"));
    assertEquals(Json.of(true), Fixture.json(compared).get("alike").orElseThrow());
  }

  @Test
  void aChangedSeedIsNamedAndHasWhoeverReadsItAsked() {
    Json.Obj original = done("chain");
    Json.Obj fork =
        forked(
            original,
            "{\"seeds\":[{\"id\":\"seed:1\",\"content\":\"elsewhere\"}],\"actor\":\"ann\"}");
    assertEquals("converged", Fixture.text(fork, "status"));
    Json.Obj origin = object(fork, "forked_from");
    assertEquals("ann", Fixture.text(origin, "by"));
    assertEquals(
        Json.strings(List.of("seed:1")),
        object(origin, "changes").get("replaced_seeds").orElseThrow());
    assertNotEquals(original.get("result_hash"), fork.get("result_hash"));
    assertTrue(object(fork, "answers").canonical().contains("agent_A"), fork.canonical());
  }

  @Test
  void theSameKeyMakesOneForkAndAnotherBodyIsRefused() {
    Json.Obj original = done("chain");
    List<HttpResponse<String>> answers =
        List.of("{}", "{}", "{\"mode\":\"recorded\"}").stream()
            .map(body ->
                fixture.send(
                    fixture
                        .request(path(original))
                        .header("content-type", "application/json")
                        .header("idempotency-key", "once")
                        .POST(HttpRequest.BodyPublishers.ofString(body))))
            .toList();
    assertEquals(202, answers.get(0).statusCode());
    assertEquals(
        Fixture.json(answers.get(0)).get("job_id"), Fixture.json(answers.get(1)).get("job_id"));
    assertEquals("true", answers.get(1).headers().firstValue("idempotent-replayed").orElse(""));
    assertEquals(422, answers.get(2).statusCode(), answers.get(2).body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"at\":{\"sequence\":9999}} | sequence 9999 (expected: 0 to",
        "{\"at\":{\"cycle\":99}} | cycle 99 (expected: 0 to",
        "{\"at\":{}} | exactly one of them",
        "{\"at\":{\"cycle\":1},\"seeds\":[{\"id\":\"seed:1\",\"content\":\"x\"}]} | not allowed together",
        "{\"model\":\"gpt\"} | provider/model",
        "{\"models\":{\"nobody\":\"a/b\"}} | nobody",
        "{\"seeds\":[{\"id\":\"seed:1\"}]} | content",
        "{\"budget\":{\"max_cycles\":-1}} | max_cycles",
        "{\"mode\":\"fast\"} | mode",
        "{\"what\":1} | what"
      })
  void whatIsWrongIsSaid(String body, String message) {
    HttpResponse<String> answer = fixture.post(path(done("chain")), body);
    assertEquals(422, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains(message), answer.body());
  }

  @Test
  void aJobOrVersionThatDoesNotExistIsSaid() {
    assertEquals(404, fixture.post("/api/v1/jobs/job_none/fork", "{}").statusCode());
    HttpResponse<String> version = fixture.post(path(done("chain")), "{\"version\":\"9.9.9\"}");
    assertEquals(404, version.statusCode(), version.body());
  }
}
