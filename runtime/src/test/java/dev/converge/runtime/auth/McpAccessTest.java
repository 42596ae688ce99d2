package dev.converge.runtime.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a credential allows, it allows over the Model Context Protocol, and no more.
final class McpAccessTest {
  @TempDir private Path folder = Path.of("");

  private static HttpResponse<String> sent(
      AccessServer server, String credential, String method, String params) throws Exception {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":{%s}}"
            .formatted(method, params);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.uri("/mcp"))
            .timeout(Duration.ofSeconds(30))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!credential.isEmpty()) {
      request.header("authorization", "Bearer " + credential);
    }
    return server.client().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static Json.Obj called(AccessServer server, String credential, String tool, String more)
      throws Exception {
    String params = "\"name\":\"%s\",\"arguments\":{%s}".formatted(tool, more);
    HttpResponse<String> answer = sent(server, credential, "tools/call", params);
    assertEquals(200, answer.statusCode(), answer::body);
    Json.Obj result =
        OptionalMembers.object((Json.Obj) Json.parse(answer.body()), "result").orElseThrow();
    return OptionalMembers.object(result, "structuredContent").orElseThrow();
  }

  private static String type(Json.Obj result) {
    return OptionalMembers.textOrEmpty(result, "type");
  }

  @Test
  void aCredentialAllowsNoMoreOverMcpThanElsewhere() throws Exception {
    try (AccessServer server = new AccessServer(folder)) {
      HttpResponse<String> nobody = sent(server, "", "tools/list", "");
      assertEquals(401, nobody.statusCode());
      assertTrue(nobody.headers().firstValue("www-authenticate").isPresent());

      String job = "\"job_id\":\"" + server.job(false) + "\"";
      assertEquals("", type(called(server, "default/read", "get_job", job)));
      Json.Obj elsewhere = called(server, "other/read", "get_job", job);
      assertEquals("urn:converge:problem:job_not_found", type(elsewhere));

      String seeds = "\"seeds\":[]";
      Json.Obj refused = called(server, "default/read", "growth-strategy", seeds);
      assertEquals("urn:converge:problem:forbidden", type(refused));
      assertTrue(refused.canonical().contains("submit"), refused::canonical);

      String decision = job + ",\"proposal_id\":\"1\",\"decision\":\"approve\"";
      Json.Obj undecided = called(server, "default/read submit", "decide", decision);
      assertEquals("urn:converge:problem:forbidden", type(undecided));

      HttpResponse<String> unreadable = sent(server, "default/submit", "resources/list", "");
      assertTrue(unreadable.body().contains("urn:converge:problem:forbidden"), unreadable::body);
      assertFalse(sent(server, "default/read", "resources/list", "").body().contains("error"));
    }
  }
}
