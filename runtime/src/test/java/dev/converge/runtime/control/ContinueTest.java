package dev.converge.runtime.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.runtime.Fixture;
import dev.converge.runtime.ServerTest;
import dev.converge.testkit.SseParser;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Halted runs that are continued, and what clients see of it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ContinueTest {
  private static final String LARGER = "{\"budget\":{\"max_cycles\":9},\"actor\":\"ann\"}";
  private Fixture server;

  @BeforeAll
  void start() {
    server = new Fixture();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /// A job that one cycle was too few for, once it has halted.
  private String halted() {
    String body = "{\"budget\":{\"max_cycles\":1}," + Fixture.job("chain").substring(1);
    String self =
        "/api/v1/jobs/" + Fixture.text(Fixture.json(server.post("/api/v1/jobs", body)), "job_id");
    Json.Obj job = server.once(self, "halted");
    assertEquals("budget", Fixture.text(job, "reason"));
    return self;
  }

  private HttpResponse<String> goOn(String self, String body, String key) {
    return server.send(
        server
            .request(self + "/continue")
            .header("content-type", "application/json")
            .header("idempotency-key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private List<SseParser.Event> stream(String self, long after) {
    return server.stream(server.request(self + "/stream").header("last-event-id", "" + after))
        .events();
  }

  @Test
  void aLargerBudgetContinuesWithTheSameRunToTheResultThatItWouldHaveHad() {
    String self = halted();
    Json.Obj before = Fixture.json(server.get(self));
    HttpResponse<String> answer = goOn(self, LARGER, "once");
    assertEquals(202, answer.statusCode(), answer.body());
    assertEquals(2, Fixture.number(Fixture.json(answer), "epoch"));
    Json.Obj after = server.once(self, "converged");
    assertEquals(Fixture.text(before, "run_id"), Fixture.text(after, "run_id"));
    assertEquals(2, Fixture.number(after, "epoch"));
    assertNotEquals(Fixture.text(before, "result_hash"), Fixture.text(after, "result_hash"));
    assertEquals(Json.of(false), after.get("reproducible").orElseThrow());
    assertTrue(after.get("reason").isEmpty());
    String whole = server.submitted("chain");
    assertEquals(
        Fixture.text(server.once(whole, "converged"), "result_hash"),
        Fixture.text(after, "result_hash"));
  }

  @Test
  void theFinalEventEndsAStreamAndOneOpenedAfterItSendsTheNextEpoch() {
    String self = halted();
    long end = Fixture.number(Fixture.json(server.get(self)), "last_sequence");
    assertEquals(
        204,
        server
            .send(server.request(self + "/stream").header("last-event-id", "" + end))
            .statusCode());
    goOn(self, LARGER, "once");
    Json.Obj over = server.once(self, "converged");
    List<SseParser.Event> first = stream(self, 0);
    assertEquals("" + end, first.getLast().id());
    List<SseParser.Event> second = stream(self, end);
    assertEquals("run_continued", second.getFirst().type());
    assertEquals("" + (end + 1), second.getFirst().id());
    assertEquals("" + Fixture.number(over, "last_sequence"), second.getLast().id());
    assertEquals("run_status", second.getLast().type());
    assertEquals(
        204,
        server
            .send(server.request(self + "/stream").header("last-event-id", second.getLast().id()))
            .statusCode());
  }

  @Test
  void pagesAndLinesHaveEveryEpoch() {
    String self = halted();
    long end = Fixture.number(Fixture.json(server.get(self)), "last_sequence");
    assertEquals(Json.of(true), page(self, 0, end).get("complete").orElseThrow());
    goOn(self, LARGER, "once");
    long last = Fixture.number(server.once(self, "converged"), "last_sequence");
    assertEquals(Json.of(false), page(self, 0, end).get("complete").orElseThrow());
    Json.Obj all = page(self, 0, 1000);
    assertEquals(last, ((Json.Arr) all.get("events").orElseThrow()).items().size());
    assertEquals(Json.of(true), all.get("complete").orElseThrow());
    HttpResponse<String> lines =
        server.send(server.request(self + "/events").header("accept", "application/x-ndjson"));
    assertEquals(last, lines.body().lines().count());
  }

  private Json.Obj page(String self, long after, long limit) {
    return Fixture.json(server.get(self + "/events?after=" + after + "&limit=" + limit));
  }

  @Test
  void aRequestWithAKeyCountsOnceAlsoAfterTheEnd() {
    String self = halted();
    assertFalse(goOn(self, LARGER, "k1").headers().firstValue("idempotent-replayed").isPresent());
    Json.Obj over = server.once(self, "converged");
    HttpResponse<String> again = goOn(self, LARGER, "k1");
    assertEquals(202, again.statusCode());
    assertEquals("true", again.headers().firstValue("idempotent-replayed").orElseThrow());
    assertEquals(
        Fixture.number(over, "last_sequence"),
        Fixture.number(Fixture.json(again), "last_sequence"));
    ServerTest.assertProblem(422, "key_reused", goOn(self, "{}", "k1"));
  }

  @Test
  void twoWhoContinueAtOnceContinueOnce() {
    String self = halted();
    List<HttpResponse<String>> answers =
        java.util.stream.IntStream.range(0, 8)
            .parallel()
            .mapToObj(i -> goOn(self, LARGER, "key " + i))
            .toList();
    assertEquals(1, answers.stream().filter(one -> one.statusCode() == 202).count());
    answers.stream()
        .filter(one -> one.statusCode() != 202)
        .forEach(one -> ServerTest.assertProblem(409, "conflict", one));
    assertEquals(2, Fixture.number(server.once(self, "converged"), "epoch"));
  }

  @Test
  void anAgentThatFailedIsAskedAgain() {
    String self = server.submitted("crash");
    assertEquals("agent", Fixture.text(server.once(self, "halted"), "reason"));
    HttpResponse<String> answer =
        server.send(server.request(self + "/continue").POST(HttpRequest.BodyPublishers.noBody()));
    assertEquals(202, answer.statusCode(), answer.body());
    Fixture.until(() -> {
      Json.Obj job = Fixture.json(server.get(self));
      return Fixture.number(job, "epoch") == 2 && Fixture.text(job, "status").equals("halted");
    });
    String events = server.get(self + "/events?type=agent_failed").body();
    assertEquals(2, events.split("\"type\":\"agent_failed\"", -1).length - 1);
  }

  @Test
  void whatCannotBeContinuedIsRefusedAndSaysWhatWouldBeRight() {
    String self = halted();
    HttpResponse<String> same = server.post(self + "/continue", "{}");
    ServerTest.assertProblem(422, "invalid", same);
    assertTrue(
        same.body().contains("max_cycles: 1 (expected: more than 1; the run has used 1)"),
        same.body());
    assertTrue(same.body().contains("\"pointer\":\"/budget/max_cycles\""), same.body());
    HttpResponse<String> less =
        server.post(self + "/continue", "{\"budget\":{\"max_cycles\":9,\"max_facts\":0}}");
    ServerTest.assertProblem(422, "invalid", less);
    assertTrue(less.body().contains("\"pointer\":\"/budget/max_facts\""), less.body());
    HttpResponse<String> key =
        server.post(
            self + "/continue",
            "{\"budget\":{\"max_cycles\":9},\"observations\":[{\"key\":\"Z\",\"content\":\"x\"}]}");
    ServerTest.assertProblem(422, "invalid", key);
    assertTrue(key.body().contains("the program has no key"), key.body());
    assertTrue(key.body().contains("\"pointer\":\"/observations/0/key\""), key.body());
    ServerTest.assertProblem(
        422, "invalid", server.post(self + "/continue", "{\"budget\":{\"max_cycle\":9}}"));
    ServerTest.assertProblem(
        422, "invalid", server.post(self + "/continue", "{\"observations\":[7]}"));
    ServerTest.assertProblem(
        404, "job_not_found", server.post("/api/v1/jobs/job_0/continue", LARGER));
    String done = server.submitted("chain");
    server.once(done, "converged");
    HttpResponse<String> converged = server.post(done + "/continue", LARGER);
    ServerTest.assertProblem(409, "conflict", converged);
    assertTrue(converged.body().contains("only a halted run can be continued"), converged.body());
    assertEquals("halted", Fixture.text(Fixture.json(server.get(self)), "status"));
  }

  @Test
  void aBodyThatIsNotJsonIsRefused() {
    String self = halted();
    assertEquals(400, goOn(self, "{", "broken").statusCode());
    assertEquals(400, server.post(self + "/fork", "{").statusCode());
    HttpResponse<String> text =
        server.send(
            server
                .request(self + "/proposals/p/return")
                .header("content-type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("x")));
    assertEquals(415, text.statusCode());
  }
}
