package dev.converge.runtime.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.runtime.Fixture;
import org.junit.jupiter.api.Test;

/// `GET /api/v1/models`.
final class ModelsTest {
  @Test
  void providersAndTheModelOfEachAgentAreShownByTemplate() {
    try (Fixture server = new Fixture()) {
      Json.Obj all = Fixture.json(server.get("/api/v1/models"));
      Json.Obj provider =
          (Json.Obj) ((Json.Arr) all.get("providers").orElseThrow()).items().getFirst();
      assertEquals("ACME_KEY is not set", Fixture.text(provider, "missing"));
      assertTrue(((Json.Arr) all.get("templates").orElseThrow()).items().size() > 1);
      Json.Obj one = Fixture.json(server.get("/api/v1/models?template=drafting-short"));
      Json.Arr templates = (Json.Arr) one.get("templates").orElseThrow();
      assertEquals(1, templates.items().size());
      Json.Obj agent =
          (Json.Obj)
              ((Json.Arr) ((Json.Obj) templates.items().getFirst()).get("agents").orElseThrow())
                  .items()
                  .getFirst();
      assertEquals("set ACME_KEY", Fixture.text(agent, "missing"));
      assertEquals(404, server.get("/api/v1/models?template=none").statusCode());
    }
  }
}
