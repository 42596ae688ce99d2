package dev.converge.runtime.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.engine.store.EventId;
import dev.converge.engine.store.WebhookStore;
import dev.converge.engine.store.WebhookStore.Change;
import dev.converge.engine.store.WebhookStore.Cursor;
import dev.converge.engine.store.WebhookStore.Letter;
import dev.converge.runtime.Fixture;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Webhooks over HTTP, without anything sent.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WebhooksHttpTest {
  private static final String SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz";
  private Fixture fixture;

  @BeforeAll
  void start() {
    fixture = new Fixture();
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  private Json.Obj added(String body) {
    HttpResponse<String> answer = fixture.post("/api/v1/webhooks", body);
    assertEquals(201, answer.statusCode(), answer::body);
    Json.Obj webhook = Fixture.json(answer);
    assertEquals(
        "/api/v1/webhooks/" + Fixture.text(webhook, "webhook_id"),
        answer.headers().firstValue("location").orElse(""));
    assertEquals("no-store", answer.headers().firstValue("cache-control").orElse(""));
    return webhook;
  }

  private HttpResponse<String> deleted(String id) {
    return fixture.send(fixture.request("/api/v1/webhooks/" + id).DELETE());
  }

  @Test
  void aSecretIsMadeShownOnceAndNeverAgain() {
    Json.Obj webhook = added("{\"url\":\"https://example.org/a\",\"description\":\"for Ann\"}");
    String secret = Fixture.text(webhook, "secret");
    assertTrue(secret.startsWith("whsec_"), secret);
    String id = Fixture.text(webhook, "webhook_id");
    HttpResponse<String> read = fixture.get("/api/v1/webhooks/" + id);
    assertEquals(200, read.statusCode());
    assertEquals("active", Fixture.text(Fixture.json(read), "state"));
    HttpResponse<String> list = fixture.get("/api/v1/webhooks");
    assertTrue(list.body().contains(id), list::body);
    HttpResponse<String> removed = deleted(id);
    assertEquals(200, removed.statusCode());
    for (HttpResponse<String> answer : List.of(read, list, removed)) {
      assertFalse(answer.body().contains("whsec_"), answer::body);
    }
    assertEquals(404, fixture.get("/api/v1/webhooks/" + id).statusCode());
    HttpResponse<String> again = deleted(id);
    assertEquals(404, again.statusCode());
    assertTrue(again.body().contains("webhook not found: " + id), again::body);
  }

  @Test
  void aSecretThatTheRequestBringsIsNotRepeated() {
    Json.Obj webhook = added("{\"url\":\"https://example.org/b\",\"secret\":\"" + SECRET + "\"}");
    assertTrue(webhook.get("secret").isEmpty());
    assertEquals(200, deleted(Fixture.text(webhook, "webhook_id")).statusCode());
  }

  @Test
  void whatIsWrongIsNamedWithWhatWouldBeRight() {
    HttpResponse<String> answer =
        fixture.post(
            "/api/v1/webhooks",
            "{\"url\":\"http://example.org/\",\"events\":[\"over\"],\"secret\":\"whsec_abc\"}");
    assertEquals(422, answer.statusCode());
    for (String part :
        List.of(
            "\"/url\"",
            "expected: an https URL",
            "\"/events/0\"",
            "status_changed, person_needed, tier_reached, ended",
            "\"/secret\"",
            "24 to 64 bytes in base64")) {
      assertTrue(answer.body().contains(part), () -> part + ": " + answer.body());
    }
    assertFalse(answer.body().contains("whsec_abc"), answer::body);
    for (String url : List.of("ftp://a/", "https:///x", "https://a:b@c/", "https://a/#b", "::")) {
      assertEquals(
          422, fixture.post("/api/v1/webhooks", "{\"url\":\"" + url + "\"}").statusCode(), url);
    }
  }

  @Test
  void aJobBringsItsOwnAndItsSecretIsKeptNowhereElse() {
    String submission =
        "{\"webhooks\":[{\"url\":\"https://example.org/c\",\"events\":[\"ended\"],\"secret\":\""
            + SECRET
            + "\"}],"
            + Fixture.job("chain").substring(1);
    Json.Obj job = Fixture.json(fixture.post("/api/v1/jobs", submission));
    String id = Fixture.text(job, "job_id");
    Fixture.until(() -> !due().isEmpty());
    WebhookStore.Due due = due().getFirst();
    assertEquals(id, due.webhook().jobId());
    assertEquals(0, due.cursor().sequence());
    assertEquals(SECRET, due.webhook().secret());
    String kept = fixture.get("/api/v1/jobs/" + id + "/submission").body();
    assertTrue(kept.contains("https://example.org/c") && !kept.contains("whsec_"), kept);
    String path = "/api/v1/webhooks/" + due.webhook().id();
    assertEquals(id, Fixture.text(Fixture.json(fixture.get(path)), "job_id"));
    assertFalse(fixture.get("/api/v1/webhooks").body().contains(due.webhook().id()));

    String bad = submission.replace("https://example.org/c", "nowhere");
    HttpResponse<String> refused = fixture.post("/api/v1/jobs", bad);
    assertEquals(422, refused.statusCode());
    assertTrue(refused.body().contains("/webhooks/0/url"), refused::body);
    assertEquals(200, deleted(due.webhook().id()).statusCode());
  }

  private List<WebhookStore.Due> due() {
    return fixture.store.webhooks().due("test", Instant.now(), 10, 10);
  }

  @Test
  void deadLettersAreListedAndSentAgain() {
    String id = Fixture.text(added("{\"url\":\"https://example.org/d\"}"), "webhook_id");
    String run =
        Fixture.text(Fixture.json(fixture.post("/api/v1/jobs", Fixture.job("gate"))), "run_id");
    Fixture.until(() -> of(id, run).isPresent());
    CompletableFuture<Change> given = new CompletableFuture<>();
    Letter letter = new Letter(run, 2, 3, Instant.now(), "status 500 (expected: 2xx)");
    fixture.store.webhooks().giveUp(of(id, run).orElseThrow(), letter, given::complete);
    assertEquals(Change.DONE, given.join());
    String path = "/api/v1/webhooks/" + id + "/dead-letters";
    HttpResponse<String> letters = fixture.get(path + "?limit=5");
    assertEquals(200, letters.statusCode());
    assertTrue(letters.body().contains("\"event_id\":\"" + run + ":2\""), letters::body);
    assertTrue(letters.body().contains("status 500"), letters::body);
    assertEquals(422, fixture.post(path + "/resend", "{\"event_id\":\"nonsense\"}").statusCode());
    EventId other = new EventId(run, 77);
    assertEquals(
        404, fixture.post(path + "/resend", "{\"event_id\":\"" + other + "\"}").statusCode());
    HttpResponse<String> again = fixture.post(path + "/resend", "{}");
    assertEquals("{\"resent\":1}", again.body());
    assertEquals("{\"dead_letters\":[]}", fixture.get(path).body());
    assertEquals(200, deleted(id).statusCode());
    assertEquals(404, fixture.get(path).statusCode());
  }

  private java.util.Optional<Cursor> of(String webhookId, String runId) {
    return due().stream()
        .map(WebhookStore.Due::cursor)
        .filter(it -> it.webhookId().equals(webhookId) && it.runId().equals(runId))
        .findFirst();
  }
}
