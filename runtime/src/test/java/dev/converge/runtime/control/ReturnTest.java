package dev.converge.runtime.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.runtime.Fixture;
import dev.converge.runtime.ServerTest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Proposals that people send back to be revised.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReturnTest {
  private static final String FIRST = "prop:2:agent_B:1";
  private Fixture server;

  @BeforeAll
  void start() {
    server = new Fixture();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private HttpResponse<String> sendBack(String self, String proposal, String comment) {
    String body = Json.object().put("actor", "ann").put("comment", comment).build().canonical();
    return server.post(self + "/proposals/" + proposal + "/return", body);
  }

  /// The one proposal that waits, once it is not that one.
  private Json.Obj waiting(String self, String not) {
    Json.Obj[] found = new Json.Obj[1];
    Fixture.until(() -> {
      Json.Obj page = Fixture.json(server.get(self + "/proposals"));
      Json.Arr all = (Json.Arr) page.get("proposals").orElseThrow();
      if (Fixture.text(page, "status").equals("waiting") && !all.items().isEmpty()) {
        found[0] = (Json.Obj) all.items().getFirst();
      }
      return found[0] != null && !Fixture.text(found[0], "proposal_id").equals(not);
    });
    return found[0];
  }

  @Test
  void aReturnedProposalComesBackRevisedAndBothVersionsStayInTheRecord() {
    String self = server.submitted("revised");
    Json.Obj first = waiting(self, "");
    assertEquals(FIRST, Fixture.text(first, "proposal_id"));
    assertEquals(2, Fixture.number(first, "revisions_left"));
    HttpResponse<String> answer = sendBack(self, FIRST, "name numbers");
    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals(1, Fixture.number(Fixture.json(answer), "revision"));
    Json.Obj second = waiting(self, FIRST);
    assertEquals(
        Fixture.text(first, "content") + " (name numbers)", Fixture.text(second, "content"));
    assertEquals(Fixture.text(first, "fact_id"), Fixture.text(second, "fact_id"));
    assertEquals(1, Fixture.number(second, "revision"));
    assertEquals(1, Fixture.number(second, "revisions_left"));
    String id = Fixture.text(second, "proposal_id");
    assertEquals(
        200,
        server.post(self + "/proposals/" + id + "/approve", "{\"actor\":\"ann\"}").statusCode());
    server.once(self, "converged");
    String events =
        server.get(self + "/events?type=proposal_made,proposal_returned&limit=99").body();
    assertTrue(events.contains("\"revises\":\"" + FIRST + "\""), events);
    assertTrue(events.contains("\"comment\":\"name numbers\""), events);
    String facts = server.get(self + "/facts").body();
    assertTrue(facts.contains("(name numbers)"), facts);
  }

  @Test
  void aProposalIsReturnedOnceForEachRevisionAndNoMoreOftenThanTheFlowAllows() {
    String self = server.submitted("revised");
    waiting(self, "");
    assertEquals(200, sendBack(self, FIRST, "once").statusCode());
    HttpResponse<String> again = sendBack(self, FIRST, "something else");
    assertEquals(200, again.statusCode());
    assertEquals("once", Fixture.text(Fixture.json(again), "comment"));
    String second = Fixture.text(waiting(self, FIRST), "proposal_id");
    assertEquals(200, sendBack(self, second, "twice").statusCode());
    String third = Fixture.text(waiting(self, second), "proposal_id");
    HttpResponse<String> refused = sendBack(self, third, "thrice");
    ServerTest.assertProblem(409, "conflict", refused);
    assertTrue(
        refused.body().contains("was revised 2 times (expected: at most 2)"), refused.body());
    HttpResponse<String> late =
        server.post(self + "/proposals/" + FIRST + "/approve", "{\"actor\":\"ann\"}");
    ServerTest.assertProblem(409, "decided_otherwise", late);
    assertTrue(late.body().contains("was returned by ann"), late.body());
  }

  @Test
  void whatCannotBeReturnedIsRefused() {
    String self = server.submitted("gate");
    server.once(self, "waiting");
    HttpResponse<String> never = sendBack(self, FIRST, "more");
    ServerTest.assertProblem(409, "conflict", never);
    assertTrue(
        never.body().contains("a returned proposal is revised at most N times"), never.body());
    ServerTest.assertProblem(404, "proposal_not_found", sendBack(self, "prop:9:x:1", "more"));
    ServerTest.assertProblem(422, "invalid", sendBack(self, FIRST, " "));
    ServerTest.assertProblem(
        422,
        "invalid",
        server.post(self + "/proposals/" + FIRST + "/return", "{\"comment\":\"x\"}"));
    ServerTest.assertProblem(
        422, "invalid", server.post(self + "/proposals/" + FIRST + "/return", "{\"actor\":\"x\"}"));
  }
}
