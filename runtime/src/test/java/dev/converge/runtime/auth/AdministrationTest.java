package dev.converge.runtime.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.audit.AdminLogExport;
import dev.converge.core.json.Json;
import dev.converge.runtime.Fixture;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// API keys over HTTP, and the log of administrative acts.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdministrationTest {
  @TempDir private static Path folder = Path.of("");
  private AccessServer server;

  @BeforeAll
  void start() {
    server = new AccessServer(folder);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void administrativeActsAndRefusalsAreInTheLogWithWhoAndWhat() throws IOException {
    String job = server.job(true);
    assertEquals(403, erase("default/read", job).statusCode());
    assertEquals(403, erase("default/read", job).statusCode());
    assertEquals(200, erase("default/erase", job).statusCode());
    Json.Obj created =
        Fixture.json(
            server.send(
                AccessServer.all(),
                "POST",
                "/api/v1/keys",
                "{\"name\":\"logged\",\"scopes\":[\"read\"]}"));
    String text = Fixture.text(created, "key");
    List<Json.Obj> entries = entries();
    List<String> ofTheJob =
        entries.stream()
            .filter(entry -> Fixture.text(entry, "target").equals(job))
            .map(entry -> Fixture.text(entry, "outcome") + " " + Fixture.text(entry, "actor"))
            .toList();
    assertTrue(ofTheJob.contains("done ann"), ofTheJob.toString());
    assertTrue(
        entries.stream()
            .anyMatch(entry ->
                Fixture.text(entry, "what").equals("erase_job")
                    && Fixture.text(entry, "outcome").equals("refused")
                    && Fixture.text(entry, "detail").contains("missing scope \"erase\"")));
    assertTrue(
        entries.stream()
            .anyMatch(entry ->
                Fixture.text(entry, "what").equals("create_key")
                    && Fixture.text(entry, "target").equals("logged")
                    && Fixture.text(entry, "detail")
                        .equals("key " + Fixture.text(created, "key_id") + ": read")));
    assertTrue(entries.stream().noneMatch(entry -> entry.canonical().contains(text)));
    String exported = server.send(AccessServer.all(), "GET", "/api/v1/audit-log/export", "").body();
    AdminLogExport.Verified verified =
        AdminLogExport.verify(
            new BufferedReader(new StringReader(exported)), AccessServer.KEY.publicKey());
    assertEquals(List.of(), verified.problems());
    assertTrue(verified.entries() >= entries.size());
  }

  @Test
  void theEventOfAControlSaysThatItsActorWasAuthenticated() {
    String job = "/api/v1/jobs/" + server.job(false);
    assertEquals(200, server.send(AccessServer.all(), "POST", job + "/pause", "").statusCode());
    String events = server.send(AccessServer.all(), "GET", job + "/events", "").body();
    assertTrue(events.contains("\"actor\":\"ann\",\"asserted\":false"), events);
  }

  private HttpResponse<String> erase(String credential, String job) {
    return server.send(credential, "DELETE", "/api/v1/jobs/" + job + "/content", "");
  }

  private List<Json.Obj> entries() {
    List<Json.Obj> all = new ArrayList<>();
    long after = 0;
    while (true) {
      Json.Obj page =
          Fixture.json(
              server.send(
                  AccessServer.all(), "GET", "/api/v1/audit-log?limit=1000&after=" + after, ""));
      List<Json> items = ((Json.Arr) page.get("entries").orElseThrow()).items();
      if (items.isEmpty()) {
        return all;
      }
      items.forEach(item -> all.add((Json.Obj) item));
      after = Fixture.number(page, "next_after");
    }
  }

  @Test
  void aKeyIsShownOnceAndListedUntilItIsRevokedAndAfter() {
    Json.Obj created =
        Fixture.json(
            server.send(
                AccessServer.all(),
                "POST",
                "/api/v1/keys",
                "{\"name\":\"eve\",\"scopes\":[\"read\",\"decide:boss\"],\"expires_in\":\"720h\"}"));
    String id = Fixture.text(created, "key_id");
    assertTrue(Fixture.text(created, "key").startsWith("cvg_" + id + "_"));
    String list = server.send(AccessServer.all(), "GET", "/api/v1/keys", "").body();
    assertTrue(list.contains(id) && !list.contains(Fixture.text(created, "key")), list);
    assertTrue(Fixture.text(created, "expires_at").endsWith("Z"));
    Json.Obj revoked =
        Fixture.json(server.send(AccessServer.all(), "DELETE", "/api/v1/keys/" + id, ""));
    assertTrue(Fixture.text(revoked, "revoked_at").endsWith("Z"));
    assertEquals(
        404,
        server
            .send(AccessServer.all(), "DELETE", "/api/v1/keys/0000000000000000", "")
            .statusCode());
    HttpResponse<String> wrong =
        server.send(
            AccessServer.all(),
            "POST",
            "/api/v1/keys",
            "{\"name\":\"eve\",\"scopes\":[\"reads\"]}");
    assertEquals(422, wrong.statusCode());
    assertTrue(wrong.body().contains("/scopes/0"), wrong.body());
  }
}
