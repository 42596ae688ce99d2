package dev.converge.runtime.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.runtime.Fixture;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompareHttpTest {
  private static final String COMPARE = "/api/v1/runs/compare";
  private Fixture fixture;

  @BeforeAll
  void start() {
    fixture = new Fixture();
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  private Json.Obj done(String content) {
    String body = Fixture.job("chain").replace("the beginning", content);
    Json.Obj accepted = Fixture.json(fixture.post("/api/v1/jobs", body));
    return Fixture.json(
        fixture.get("/api/v1/jobs/" + Fixture.text(accepted, "job_id") + "?wait=30s"));
  }

  private static String query(String a, String b) {
    return COMPARE + "?a=" + a + "&b=" + b;
  }

  @Test
  void twoRunsOfTheSameSeedsAreAlikeByTheIdsOfRunsAndOfJobs() {
    Json.Obj a = done("the beginning");
    Json.Obj b = done("the beginning");
    HttpResponse<String> answer =
        fixture.get(query(Fixture.text(a, "run_id"), Fixture.text(b, "job_id")));
    assertEquals(200, answer.statusCode());
    Json.Obj comparison = Fixture.json(answer);
    assertEquals(Json.of(true), comparison.get("alike").orElseThrow());
    assertEquals(Json.of(true), comparison.get("same_result").orElseThrow());
  }

  @Test
  void anotherSeedIsTheFirstDifferenceAndIsShownWordByWord() {
    String path =
        query(
            Fixture.text(done("we grow by 5 percent"), "run_id"),
            Fixture.text(done("we grow by 8 percent"), "run_id"));
    Json.Obj comparison = Fixture.json(fixture.get(path));
    assertEquals(Json.of(false), comparison.get("alike").orElseThrow());
    assertTrue(
        comparison.canonical().contains("\"type\":\"seed_admitted\""), comparison.canonical());
    HttpResponse<String> text = fixture.send(fixture.request(path).header("accept", "text/plain"));
    assertEquals(200, text.statusCode());
    assertTrue(text.body().contains("~ seed:1: we grow by [-5-]{+8+} percent"), text.body());
  }

  @Test
  void whatIsMissingOrUnknownIsSaid() {
    HttpResponse<String> missing = fixture.get(COMPARE + "?a=run_1");
    assertEquals(400, missing.statusCode());
    assertTrue(missing.body().contains("the id of a run or of a job"), missing.body());
    assertEquals(404, fixture.get(query("run_1", "run_2")).statusCode());
    assertEquals(404, fixture.get(query("job_1", "job_2")).statusCode());
  }
}
