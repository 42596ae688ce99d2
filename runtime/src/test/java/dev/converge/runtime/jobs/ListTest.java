package dev.converge.runtime.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.runtime.Fixture;
import dev.converge.runtime.ServerTest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Lists of jobs and runs; case E05 of the public reports.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ListTest {
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

  private List<String> page(String query, @Nullable String[] cursor) {
    Json.Obj page = Fixture.json(server.get(JOBS + query));
    cursor[0] = page.get("next_cursor").map(Json.Str.class::cast).map(Json.Str::value).orElse(null);
    return ((Json.Arr) page.get("jobs").orElseThrow())
        .items().stream().map(job -> Fixture.text((Json.Obj) job, "job_id")).toList();
  }

  @Test
  // docs/cases.md: E05
  void pagesSkipAndDoubleNothingWhileMoreAreCreated() {
    List<String> submitted = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      submitted.add(server.submit("empty"));
    }
    List<String> seen = new ArrayList<>();
    @Nullable String[] cursor = new @Nullable String[1];
    String query = "?limit=7&template=empty";
    do {
      seen.addAll(page(cursor[0] == null ? query : query + "&cursor=" + cursor[0], cursor));
      server.submit("empty");
    } while (cursor[0] != null);
    assertEquals(seen.size(), new HashSet<>(seen).size());
    assertEquals(submitted.reversed(), seen);
  }

  @Test
  void filtersNarrowTheList() {
    String tagged =
        Fixture.text(
            Fixture.json(
                server.post(
                    JOBS,
                    Fixture.job("chain").replaceFirst("\\{", "{\"correlation_id\":\"ticket 7\","))),
            "job_id");
    Json.Obj job = server.once(JOBS + "/" + tagged, "converged");
    String held = server.submit("held");
    @Nullable String[] cursor = new @Nullable String[1];
    assertEquals(List.of(tagged), page("?correlation_id=ticket%207", cursor));
    assertTrue(page("?status=running&template=held", cursor).contains(held));
    assertTrue(page("?status=converged&template=held", cursor).isEmpty());
    String created = Fixture.text(job, "created_at");
    assertTrue(page("?template=chain&since=" + created, cursor).contains(tagged));
    String offset = created.replace("Z", "+00:00");
    assertTrue(page("?template=chain&since=" + offset, cursor).contains(tagged));
    assertTrue(
        page("?template=chain&since=" + offset.replace("+", "%2B"), cursor).contains(tagged));
    assertFalse(page("?template=chain&until=" + created, cursor).contains(tagged));
    server.flows.release(1);
  }

  @Test
  void aRowSaysWhatTheJobIsAboutAndWhatItUsed() {
    String body =
        Fixture.job("chain")
            .replaceFirst(
                "\\{", "{\"correlation_id\":\"row-1\",\"metadata\":{\"team\":\"north\"},");
    String id = Fixture.text(Fixture.json(server.post(JOBS, body)), "job_id");
    server.once(JOBS + "/" + id, "converged");
    @Nullable String[] cursor = new @Nullable String[1];
    for (String filter :
        List.of("q=row-", "q=" + id, "metadata.team=north", "metadata.team=north&order=oldest")) {
      assertEquals(List.of(id), page("?status=converged,halted&" + filter, cursor), filter);
    }
    assertEquals(List.of(), page("?q=row-1&mode=live", cursor));
    assertEquals(List.of(), page("?q=row-1&reason=budget", cursor));
    assertEquals(List.of(), page("?q=row-1&version=9.9.9", cursor));
    String row = server.get(JOBS + "?q=row-1").body();
    for (String member :
        List.of(
            "\"about\":", "\"metadata\":{\"team\":\"north\"}", "\"mode\":", "\"running_ms\":")) {
      assertTrue(row.contains(member), member + " in " + row);
    }
    Json.Obj submitted = Fixture.json(server.get(JOBS + "/" + id + "/submission"));
    assertTrue(submitted.canonical().contains("\"correlation_id\":\"row-1\""), row);
    ServerTest.assertProblem(404, "job_not_found", server.get(JOBS + "/job_0/submission"));
    String summary = server.get(JOBS + "/summary?since=2020-01-01T00:00:00Z").body();
    assertTrue(summary.contains("\"template\":\"chain\""), summary);
    assertTrue(server.get(JOBS + "/summary").body().contains("\"status\":\"converged\""));
    ServerTest.assertProblem(400, "malformed", server.get(JOBS + "/summary?since=yesterday"));
  }

  @Test
  void aQueryThatIsNoneIsRefused() {
    for (String query :
        List.of(
            "?status=done",
            "?since=yesterday",
            "?limit=0",
            "?limit=1001",
            "?limit=x",
            "?status=converged,done",
            "?status=,",
            "?mode=loud",
            "?order=random",
            "?metadata.=x",
            "?metadata.a%22b=x",
            "?metadata=x")) {
      ServerTest.assertProblem(400, "malformed", server.get(JOBS + query));
    }
    for (String query : List.of("?cursor=", "?cursor=job_nonesuch", "?cursor=" + "x".repeat(99))) {
      ServerTest.assertProblem(400, "bad_cursor", server.get(JOBS + query));
    }
  }

  @Test
  void theRunsOfAJobAreListedAndCanBeNamed() {
    String self = server.submitted("chain");
    server.once(self, "converged");
    Json.Obj runs = Fixture.json(server.get(self + "/runs"));
    Json.Obj run = (Json.Obj) ((Json.Arr) runs.get("runs").orElseThrow()).items().getFirst();
    String runId = Fixture.text(run, "run_id");
    assertEquals("converged", Fixture.text(run, "status"));
    HttpResponse<String> named = server.get(self + "?run=" + runId);
    assertEquals(200, named.statusCode());
    ServerTest.assertProblem(404, "run_not_found", server.get(self + "?run=run_0"));
    ServerTest.assertProblem(404, "job_not_found", server.get(JOBS + "/job_0/runs"));
    ServerTest.assertProblem(404, "job_not_found", server.get(JOBS + "/job_0/facts"));
    ServerTest.assertProblem(404, "job_not_found", server.get(JOBS + "/job_0/proposals"));
  }
}
