package dev.converge.runtime.templates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.domain.template.wiring.WiringSchema;
import dev.converge.runtime.Fixture;
import dev.converge.runtime.ServerTest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Templates over HTTP, and what the server says of itself.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TemplatesTest {
  private static final String TEMPLATES = "/api/v1/templates";
  private static final String GROWTH = TEMPLATES + "/growth-strategy";
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
  void templatesAreListedWithTheSeedsTheyAskFor() {
    String list = server.get(TEMPLATES).body();
    assertTrue(list.contains("\"name\":\"growth-strategy\""), list);
    assertTrue(list.contains("\"id_prefix\":\"market:\""), list);
    Json.Obj one = Fixture.json(server.get(GROWTH));
    assertTrue(
        one.get("seeds_schema").orElseThrow().canonical().contains("json-schema.org"),
        one.canonical());
    Json.Obj version =
        Fixture.json(server.get(GROWTH + "/versions/" + Fixture.text(one, "version")));
    assertEquals(one, version);
    ServerTest.assertProblem(404, "template_not_found", server.get(TEMPLATES + "/nonesuch"));
    ServerTest.assertProblem(404, "template_not_found", server.get(GROWTH + "?version=0.0.9"));
    ServerTest.assertProblem(404, "template_not_found", server.get(GROWTH + "/versions/0.0.9"));
  }

  @Test
  void theFilesOfATemplateAreHandedOutAsTheyAre() {
    for (String file : List.of("/spec", "/wiring")) {
      HttpResponse<String> response = server.get(GROWTH + file);
      assertEquals(200, response.statusCode());
      String tag = response.headers().firstValue("etag").orElseThrow();
      for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
        assertEquals(
            304,
            server.send(server.request(GROWTH + file).header("if-none-match", known)).statusCode(),
            known);
      }
      ServerTest.assertProblem(
          404, "template_not_found", server.get(TEMPLATES + "/nonesuch" + file));
    }
    assertTrue(server.get(GROWTH + "/spec").body().contains("@agent"));
    assertTrue(server.get(GROWTH + "/wiring").body().contains("name: growth-strategy"));
  }

  private String files(String from, String to) {
    return Json.object()
        .put("spec", server.get(GROWTH + "/spec").body())
        .put("wiring", server.get(GROWTH + "/wiring").body().replace(from, to))
        .build()
        .canonical();
  }

  @Test
  void aTemplateIsCheckedWithoutBeingInstalled() {
    Json.Obj good = Fixture.json(server.post(TEMPLATES + "/validate", files("x", "x")));
    assertEquals(Json.of(true), good.get("valid").orElseThrow());
    Json.Obj bad = Fixture.json(server.post(TEMPLATES + "/validate", files("name:", "nmae:")));
    assertEquals(Json.of(false), bad.get("valid").orElseThrow());
    assertTrue(bad.canonical().contains("\"line\":"), bad.canonical());
    ServerTest.assertProblem(
        422, "invalid", server.post(TEMPLATES + "/validate", "{\"spec\":\"Feature: x\"}"));
  }

  @Test
  void aVersionIsInstalledOnceAndNeverChanged() {
    String wiring = server.get(GROWTH + "/wiring").body();
    int at = wiring.indexOf("version: ") + "version: ".length();
    String version = wiring.substring(at, wiring.indexOf('\n', at)).strip().split(" ", -1)[0];
    String path = GROWTH + "/versions/9.0.0";
    String files = files("version: " + version, "version: 9.0.0");
    HttpResponse<String> first = server.put(path, files);
    assertEquals(201, first.statusCode(), first.body());
    assertEquals(path, first.headers().firstValue("location").orElseThrow());
    assertEquals(200, server.put(path, files).statusCode());
    assertEquals("9.0.0", Fixture.text(Fixture.json(server.get(GROWTH)), "version"));
    HttpResponse<String> other = server.put(path, files.replace("max_facts: ", "max_facts: 1"));
    ServerTest.assertProblem(409, "version_exists", other);
    ServerTest.assertProblem(422, "invalid", server.put(GROWTH + "/versions/9.0.1", files));
    HttpResponse<String> broken = server.put(GROWTH + "/versions/9.0.2", files("name:", "nmae:"));
    ServerTest.assertProblem(422, "invalid", broken);
    assertTrue(broken.body().contains("\"pointer\":\"/wiring\""), broken.body());
  }

  @Test
  void capabilitiesSayWhatThereIsAndWhatIsLetIn() {
    Json.Obj capabilities = Fixture.json(server.get("/api/v1/capabilities"));
    Json.Obj limits = (Json.Obj) capabilities.get("limits").orElseThrow();
    assertEquals(1 << 20, Fixture.number(limits, "body_bytes"));
    assertEquals(1_000, Fixture.number(limits, "seeds"));
    assertEquals(64, Fixture.number(limits, "json_depth"));
  }

  @Test
  void theContractAndItsPageNeedNothingFromElsewhere() {
    assertTrue(server.get("/openapi.yaml").body().startsWith("openapi: 3.1.0"));
    Json.Obj wiring = (Json.Obj) Json.parse(server.get("/api/v1/schemas/wiring.json").body());
    assertEquals(WiringSchema.json(), wiring);
    assertEquals(302, server.get("/").statusCode());
    assertEquals("console/", server.get("/").headers().firstValue("location").orElseThrow());
    for (String path : List.of("/docs", "/console/")) {
      HttpResponse<String> page = server.get(path);
      assertEquals(200, page.statusCode());
      assertTrue(page.body().startsWith("<!doctype html>"));
      String policy = page.headers().firstValue("content-security-policy").orElseThrow();
      assertTrue(policy.startsWith("default-src 'none'"), policy);
      assertEquals(-1, page.body().indexOf("http://"), path);
      assertEquals(-1, page.body().indexOf("https://"), path);
    }
    String docs = server.get("/docs").body();
    assertTrue(docs.contains("<code>/api/v1/jobs/{id}/stream</code>"));
    assertTrue(docs.contains("id=\"schema-Submission\""));
  }
}
