package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.engine.EngineSettings;
import dev.converge.testkit.outside.HostedEngine;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

@DisabledIfSystemProperty(
    named = HostedEngine.PROPERTY,
    matches = HostedEngine.TEMPORAL,
    disabledReason = "engine.runs is refused with it")
final class OverloadTest {
  private static final String HELD =
      "{\"template\":\"held\",\"seeds\":[{\"id\":\"seed:1\",\"content\":\"x\"}]}";

  @Test
  void whatIsTooMuchIsToldWhenToComeAgainAndWhatWasAcceptedIsKept() {
    EngineSettings one = new EngineSettings(1, 8, 10, Duration.ofHours(1));
    try (Fixture server = new Fixture(one)) {
      String first = server.submitted("held");
      HttpResponse<String> refused = server.post("/api/v1/jobs", HELD);
      ServerTest.assertProblem(503, "overloaded", refused);
      int seconds = Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow());
      assertTrue(seconds >= 1, "seconds: " + seconds);
      assertEquals(
          "running", Fixture.text(Fixture.json(server.send(server.request(first))), "status"));
      server.send(server.request(first + "/cancel").POST(HttpRequest.BodyPublishers.noBody()));
      assertEquals(202, server.post("/api/v1/jobs", HELD).statusCode());
    }
  }
}
