package dev.converge.runtime.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.runtime.Fixture;
import dev.converge.runtime.ServerTest;
import dev.converge.runtime.server.ServerSettings;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What people do to runs; cases C of the public reports.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ControlTest {
  private static final String FIRST = "/proposals/prop:2:agent_B:1";
  private Fixture server;

  @BeforeAll
  void start() {
    server = new Fixture();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private HttpResponse<String> act(String path) {
    return server.send(server.request(path).POST(HttpRequest.BodyPublishers.noBody()));
  }

  private HttpResponse<String> decide(String path) {
    return server.post(path, "{\"actor\":\"ann\"}");
  }

  @Test
  // docs/cases.md: C04
  void cancelIsIdempotentAndLeavesFinalRunsAsTheyAre() {
    String held = server.submitted("held");
    Json.Obj first = Fixture.json(act(held + "/cancel"));
    assertEquals("cancelled", Fixture.text(first, "status"));
    assertEquals(first, Fixture.json(act(held + "/cancel")));
    String done = server.submitted("chain");
    Json.Obj converged = server.once(done, "converged");
    Json.Obj after = Fixture.json(act(done + "/cancel"));
    assertEquals("converged", Fixture.text(after, "status"));
    assertEquals(
        Fixture.number(converged, "last_sequence"), Fixture.number(after, "last_sequence"));
    ServerTest.assertProblem(404, "job_not_found", act("/api/v1/jobs/job_0/cancel"));
    ServerTest.assertProblem(422, "invalid", server.post(held + "/cancel", "{\"raeson\":\"no\"}"));
  }

  @Test
  void theEventOfAControlSaysWhoActedAndThatNobodyAuthenticatedThem() {
    String self = server.submitted("gate");
    server.once(self, "waiting");
    assertEquals(200, server.post(self + "/pause", "{\"actor\":\"ann\"}").statusCode());
    assertEquals(
        200, server.patch(self + "/budget", "{\"actor\":\"ben\",\"max_cycles\":9}").statusCode());
    String events = server.get(self + "/events").body();
    assertTrue(events.contains("\"actor\":\"ann\",\"asserted\":true"), events);
    String changed =
        events.lines().filter(line -> line.contains("budget_changed")).findFirst().orElse("");
    assertTrue(
        changed.contains("\"actor\":\"ben\"") && changed.contains("\"asserted\":true"), events);
  }

  @Test
  void aRunIsExplainedCycleByCycle() {
    String done = server.submitted("chain");
    server.once(done, "converged");
    HttpResponse<String> response = server.send(server.request(done + "/explain"));
    assertEquals(200, response.statusCode());
    String body = response.body();
    assertTrue(
        body.contains("\"ran\":true,\"violations\":[],\"why\":\"new facts under Seeds\""), body);
    assertTrue(body.contains("\"why\":\"no facts yet under "), body);
    assertTrue(body.contains("\"why\":\"nothing new since it last ran\""), body);
    ServerTest.assertProblem(
        404, "job_not_found", server.send(server.request("/api/v1/jobs/job_0/explain")));
  }

  @Test
  // docs/cases.md: C02
  void cancellingOneRunLeavesTheOthers() {
    List<String> all =
        java.util.stream.IntStream.range(0, 10).mapToObj(_ -> server.submitted("held")).toList();
    act(all.get(4) + "/cancel");
    server.flows.release(9);
    for (int i = 0; i < 10; i++) {
      server.once(all.get(i), i == 4 ? "cancelled" : "converged");
    }
  }

  @Test
  void pauseAndResumeHoldARunAndSayWhenTheyMakeNoSense() {
    String self = server.submitted("gate");
    server.once(self, "waiting");
    assertEquals("paused", Fixture.text(Fixture.json(act(self + "/pause")), "status"));
    assertEquals("paused", Fixture.text(Fixture.json(act(self + "/pause")), "status"));
    HttpResponse<String> resumed = act(self + "/resume");
    assertEquals(200, resumed.statusCode());
    assertNotEquals("paused", Fixture.text(Fixture.json(resumed), "status"));
    act(self + "/cancel");
    for (String what : List.of("/pause", "/resume")) {
      HttpResponse<String> refused = act(self + what);
      ServerTest.assertProblem(409, "conflict", refused);
      assertEquals("cancelled", Fixture.text(Fixture.json(refused), "run_status"));
      ServerTest.assertProblem(404, "job_not_found", act("/api/v1/jobs/job_0" + what));
    }
  }

  @Test
  void theBudgetOfALiveRunCanBeChanged() {
    String self = server.submitted("gate");
    server.once(self, "waiting");
    HttpResponse<String> changed =
        server.patch(self + "/budget", "{\"max_cost_usd\":7.25,\"max_duration\":\"PT1H\"}");
    assertEquals(200, changed.statusCode());
    Json.Obj budget = (Json.Obj) Fixture.json(changed).get("budget").orElseThrow();
    assertEquals(Json.of(7.25), budget.get("max_cost_usd").orElseThrow());
    assertEquals("PT1H", Fixture.text(budget, "max_duration"));
    assertEquals(50, Fixture.number(budget, "max_cycles"));
    HttpResponse<String> wrong = server.patch(self + "/budget", "{\"max_cicles\":7}");
    ServerTest.assertProblem(422, "invalid", wrong);
    assertTrue(wrong.body().contains("did you mean \\\"max_cycles\\\"?"), wrong.body());
    ServerTest.assertProblem(404, "job_not_found", server.patch("/api/v1/jobs/job_0/budget", "{}"));
    ServerTest.assertProblem(
        415,
        "unsupported_media_type",
        server.send(
            server
                .request(self + "/budget")
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{}"))));
    act(self + "/cancel");
    ServerTest.assertProblem(409, "conflict", server.patch(self + "/budget", "{\"max_facts\":1}"));
  }

  @Test
  void anObservationEntersAsAProposalAndNeverAsAFact() {
    String self = server.submitted("gate");
    server.once(self, "waiting");
    HttpResponse<String> taken =
        server.post(
            self + "/observations",
            "{\"key\":\"A\",\"content\":\"it rains\",\"id\":\"a:rain\",\"actor\":\"bob\"}");
    assertEquals(202, taken.statusCode());
    String log = server.get(self + "/events?type=observation_received,proposal_made").body();
    assertTrue(log.contains("\"observation_received\"") && log.contains("it rains"), log);
    ServerTest.assertProblem(
        422, "invalid", server.post(self + "/observations", "{\"key\":\"Z\",\"content\":\"x\"}"));
    ServerTest.assertProblem(
        422, "invalid", server.post(self + "/observations", "{\"key\":\"Seeds\"}"));
    act(self + "/cancel");
    ServerTest.assertProblem(
        409, "conflict", server.post(self + "/observations", "{\"key\":\"A\",\"content\":\"x\"}"));
    ServerTest.assertProblem(
        404,
        "job_not_found",
        server.post("/api/v1/jobs/job_0/observations", "{\"key\":\"A\",\"content\":\"x\"}"));
  }

  @Test
  void anObservationWithAKeyCountsOnceAlsoAfterARestartAndAtOnceAndOnceTheRunHasEnded() {
    String body = "{\"key\":\"A\",\"content\":\"it rains\",\"data\":{\"mm\":1.0}}";
    String same = "{ \"data\":{\"mm\":1},\"content\":\"it r\\u0061ins\",\"key\":\"A\"}";
    Fixture first = new Fixture();
    String self = first.submitted("gate");
    first.once(self, "waiting");
    ServerTest.assertProblem(400, "malformed", observe(first, self, "", body));
    List<CompletableFuture<HttpResponse<String>>> all =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> observe(first, self, "k", body)))
            .limit(20)
            .toList();
    long fresh =
        all.stream()
            .map(CompletableFuture::join)
            .peek(response -> assertEquals(202, response.statusCode()))
            .filter(response -> response.headers().firstValue("idempotent-replayed").isEmpty())
            .count();
    assertEquals(1, fresh);
    ServerTest.assertProblem(
        422, "key_reused", observe(first, self, "k", body.replace("rains", "snows")));
    first.close();
    try (Fixture second = new Fixture(ServerSettings.DEFAULT, first.store)) {
      HttpResponse<String> again = observe(second, self, "k", same);
      assertEquals(202, again.statusCode(), again.body());
      assertEquals("true", again.headers().firstValue("idempotent-replayed").orElseThrow());
      second.send(second.request(self + "/cancel").POST(HttpRequest.BodyPublishers.noBody()));
      assertEquals(202, observe(second, self, "k", body).statusCode());
      ServerTest.assertProblem(409, "conflict", observe(second, self, "other", body));
      String log = second.get(self + "/events?type=observation_received&limit=1000").body();
      assertEquals(1, log.split("\"observation_received\"", -1).length - 1, log);
    }
  }

  private static HttpResponse<String> observe(Fixture on, String self, String key, String body) {
    return on.send(
        on.request(self + "/observations")
            .header("content-type", "application/json")
            .header("idempotency-key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  @Test
  // docs/cases.md: C14
  void anApprovalWithACommentCountsOnceWhoeverSendsItAgain() {
    String self = server.submitted("gate");
    server.once(self, "waiting");
    Json.Obj waiting = Fixture.json(server.get(self + "/proposals"));
    assertTrue(waiting.canonical().contains("\"role\":\"boss\""), waiting.canonical());
    HttpResponse<String> first =
        server.post(self + FIRST + "/approve", "{\"actor\":\"ann\",\"comment\":\"good\"}");
    assertEquals(200, first.statusCode());
    server.once(self, "converged");
    Json.Obj again =
        Fixture.json(
            server.post(self + FIRST + "/approve", "{\"actor\":\"bob\",\"comment\":\"bad\"}"));
    assertEquals("ann", Fixture.text(again, "actor"));
    assertEquals("good", Fixture.text(again, "comment"));
    HttpResponse<String> other = decide(self + FIRST + "/reject");
    ServerTest.assertProblem(409, "decided_otherwise", other);
    assertEquals("approved", Fixture.text(Fixture.json(other), "decision"));
    assertEquals("ann", Fixture.text(Fixture.json(other), "decided_by"));
    assertTrue(server.get(self + "/facts").body().contains("\"Decisions\""));
  }

  @Test
  void proposalsAreFoundAcrossJobs() {
    String self = server.submitted("gate");
    server.once(self, "waiting");
    String jobId = self.substring(self.lastIndexOf('/') + 1);
    String open = server.get("/api/v1/proposals?role=boss&template=gate&limit=1000").body();
    assertTrue(open.contains(jobId), open);
    assertFalse(server.get("/api/v1/proposals?role=nobody").body().contains(jobId));
    assertEquals(200, server.post(self + FIRST + "/reject", "{\"actor\":\"ann\"}").statusCode());
    assertFalse(server.get("/api/v1/proposals?state=open&limit=1000").body().contains(jobId));
    String decided = server.get("/api/v1/proposals?state=decided&limit=1").body();
    assertTrue(decided.contains(jobId) && decided.contains("\"actor\":\"ann\""), decided);
    ServerTest.assertProblem(400, "malformed", server.get("/api/v1/proposals?state=all"));
    ServerTest.assertProblem(400, "bad_cursor", server.get("/api/v1/proposals?cursor=x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"actor\":\"\"}", "{\"actor\":\" \"}", "{\"actor\":null}"})
  void nobodyDecidesWithoutAName(String body) {
    String self = server.submitted("gate");
    server.once(self, "waiting");
    for (String what : List.of("/approve", "/reject")) {
      HttpResponse<String> refused = server.post(self + FIRST + what, body);
      ServerTest.assertProblem(422, "invalid", refused);
      assertTrue(refused.body().contains("\"pointer\":\"/actor\""), refused.body());
    }
    ServerTest.assertProblem(422, "invalid", act(self + FIRST + "/approve"));
    assertEquals("waiting", Fixture.text(Fixture.json(server.get(self)), "status"));
  }

  @Test
  void aRejectionDropsTheProposalAndStands() {
    String self = server.submitted("gate");
    server.once(self, "waiting");
    assertEquals(200, decide(self + FIRST + "/reject").statusCode());
    ServerTest.assertProblem(409, "decided_otherwise", decide(self + FIRST + "/approve"));
    server.once(self, "converged");
    assertTrue(server.get(self + "/events").body().contains("\"proposal_rejected\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/approve", "/reject"})
  // docs/cases.md: C13
  void decisionsOnWhatIsNotThereOrOverAreRefused(String what) {
    String self = server.submitted("gate");
    server.once(self, "waiting");
    ServerTest.assertProblem(
        404, "proposal_not_found", decide(self + "/proposals/prop:9:nobody:1" + what));
    ServerTest.assertProblem(404, "job_not_found", decide("/api/v1/jobs/job_0" + FIRST + what));
    act(self + "/cancel");
    ServerTest.assertProblem(409, "conflict", decide(self + FIRST + what));
    server.once(self, "cancelled");
  }

  @Test
  void proposalsOfAFinalRunAreClosed() {
    String self = server.submitted("gate");
    server.once(self, "waiting");
    String open = server.get(self + "/proposals").body();
    assertTrue(open.contains("\"proposal_id\"") && !open.contains("\"closed\""), open);
    act(self + "/cancel");
    String closed = server.get(self + "/proposals").body();
    assertTrue(closed.contains("\"closed\":{\"at\":\"2"), closed);
    assertTrue(closed.contains("\"because\":\"cancelled\"}"), closed);
    assertEquals(0, Fixture.number(Fixture.json(server.get(self)), "pending_proposals"));
  }
}
