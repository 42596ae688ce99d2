package dev.converge.runtime.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.runtime.Fixture;
import dev.converge.runtime.auth.BrowserGuardFeature;
import dev.converge.runtime.http.ConsoleLinks;
import dev.converge.runtime.rpc.RpcException;
import dev.converge.runtime.server.ConvergeServer;
import dev.converge.runtime.server.ServerSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The Model Context Protocol message by message: what clients that keep to it never send, and what
/// people decide.
final class McpTest {
  private static final String META =
      """
      "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
      "io.modelcontextprotocol/clientCapabilities":{}}\
      """;
  private static final String[] CURRENT = {"mcp-protocol-version", "2026-07-28", "mcp-method"};

  private final Fixture fixture = new Fixture();
  private final ConvergeServer server = start(false);
  private final ConvergeServer deciding = start(true);

  private ConvergeServer start(boolean decide) {
    return ConvergeServer.start(
        ServerSettings.DEFAULT
            .at("127.0.0.1", 0)
            .with(ConsoleLinks.at("https://example.org/x/console/"))
            .with(ServerSettings.Times.DEFAULT.withGrace(Duration.ofMillis(100))),
        List.of(
            new McpFeature(
                fixture.operations,
                "test",
                10,
                decide,
                _ -> {
                  throw new IOException("no bundles here");
                }),
            BrowserGuardFeature.knownHosts(List.of(), List.of())));
  }

  @AfterEach
  void close() {
    server.close();
    deciding.close();
    fixture.close();
  }

  private HttpResponse<String> sent(ConvergeServer to, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + to.port() + "/mcp"))
            .timeout(Duration.ofSeconds(30))
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      return fixture.client().send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> sent(String method, String params, String... headers) {
    return sent(server, message(method, params), headers);
  }

  private static String message(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"%s\",\"params\":{%s}}"
        .formatted(method, params);
  }

  private static Json.Obj answer(HttpResponse<String> response) {
    return Fixture.json(response);
  }

  private static void refused(int status, int code, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response::body);
    Json.Obj error = OptionalMembers.object(answer(response), "error").orElseThrow();
    assertEquals(Json.of(code), error.get("code").orElseThrow(), response::body);
  }

  private static Json.Obj result(HttpResponse<String> response) {
    assertEquals(200, response.statusCode(), response::body);
    assertEquals(Json.of(7), answer(response).get("id").orElseThrow());
    return OptionalMembers.object(answer(response), "result").orElseThrow();
  }

  /// What a tool returned.
  private Json.Obj called(ConvergeServer to, String tool, String arguments) {
    String params = "\"name\":\"%s\",\"arguments\":{%s}".formatted(tool, arguments);
    Json.Obj result = result(sent(to, message("tools/call", params)));
    return OptionalMembers.object(result, "structuredContent").orElseThrow();
  }

  @Test
  void resultsSayWhereAPersonFindsTheJobAndItsProposals() {
    String job = fixture.submit("gate");
    fixture.once("/api/v1/jobs/" + job, "waiting");
    String page = "https://example.org/x/console/jobs/" + job;
    Json.Obj told = called(server, "get_job", "\"job_id\":\"" + job + "\"");
    assertEquals(
        page, Fixture.text(OptionalMembers.object(told, "links").orElseThrow(), "console"));
    Json.Obj proposal =
        OptionalMembers.objects(called(server, "list_proposals", ""), "proposals").getFirst();
    assertEquals(
        page + "/proposals/" + Fixture.text(proposal, "proposal_id"),
        Fixture.text(OptionalMembers.object(proposal, "links").orElseThrow(), "console"));
  }

  @Test
  void eachRevisionIsSpokenAsItIsWritten() {
    Json.Obj current = result(sent("tools/list", META, header("tools/list")));
    assertEquals("complete", Fixture.text(current, "resultType"));
    assertEquals("private", Fixture.text(current, "cacheScope"));
    Json.Obj before = result(sent("tools/list", "", "mcp-protocol-version", "2025-11-25"));
    assertTrue(before.get("resultType").isEmpty());
    assertEquals(
        "2025-06-18",
        Fixture.text(
            result(sent("initialize", "\"protocolVersion\":\"2025-06-18\"")), "protocolVersion"));
    assertEquals(
        "2025-11-25",
        Fixture.text(
            result(sent("initialize", "\"protocolVersion\":\"2031-01-01\"")), "protocolVersion"));
    Json.Obj discovered = result(sent("server/discover", META, header("server/discover")));
    assertTrue(
        OptionalMembers.list(discovered, "supportedVersions").contains(Json.of("2026-07-28")));
  }

  private static String[] header(String method) {
    return new String[] {CURRENT[0], CURRENT[1], CURRENT[2], method};
  }

  @Test
  void aRequestWhoseHeadersAndBodyDifferIsRefused() {
    refused(400, Revision.HEADER_MISMATCH, sent("tools/list", META));
    refused(400, Revision.HEADER_MISMATCH, sent("tools/list", META, header("tools/call")));
    String read = META + ",\"uri\":\"converge://jobs/ü/facts\"";
    refused(400, Revision.HEADER_MISMATCH, sent("resources/read", read, header("resources/read")));
    refused(
        200,
        RpcException.INVALID_PARAMS,
        sent(
            "resources/read",
            read,
            "mcp-protocol-version",
            "2026-07-28",
            "mcp-method",
            "resources/read",
            "mcp-name",
            "=?base64?Y29udmVyZ2U6Ly9qb2JzL8O8L2ZhY3Rz?="));
    refused(
        400,
        RpcException.INVALID_PARAMS,
        sent("tools/list", "", "mcp-protocol-version", "2026-07-28"));
    HttpResponse<String> unknown = sent("tools/list", "", "mcp-protocol-version", "2031-01-01");
    refused(400, Revision.UNSUPPORTED_REVISION, unknown);
    assertTrue(unknown.body().contains("\"supported\":[\"2026-07-28\""), unknown::body);
  }

  @Test
  void whatIsNotARequestIsRefusedAndNeedsNoAnswerGetsNone() {
    refused(400, RpcException.INVALID_REQUEST, sent(server, "{\"id\":7,\"method\":\"ping\"}"));
    refused(400, RpcException.INVALID_REQUEST, sent(server, "{\"jsonrpc\":\"2.0\",\"id\":7}"));
    refused(
        400,
        RpcException.INVALID_REQUEST,
        sent(server, "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}"));
    refused(404, RpcException.METHOD_NOT_FOUND, sent("prompts/list", ""));
    refused(404, RpcException.METHOD_NOT_FOUND, sent("ping", META, header("ping")));
    assertEquals(400, sent(server, "{").statusCode());
    assertEquals(422, sent(server, "[]").statusCode());
    String notice = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
    assertEquals(202, sent(server, notice).statusCode());
    assertEquals(202, sent(server, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}").statusCode());
    assertTrue(result(sent("ping", "")).fields().isEmpty());
  }

  @Test
  void aPageOfAnotherOriginIsRefused() {
    assertEquals(403, sent("tools/list", "", "origin", "https://evil.example").statusCode());
  }

  @Test
  void aModelIsToldWhatIsWrongWithItsCall() {
    Json.Obj unknown = called(server, "get_job", "\"job_id\":\"job_none\",\"more\":1");
    assertEquals("urn:converge:problem:invalid", Fixture.text(unknown, "type"));
    Json.Obj none = called(server, "wait_for_job", "\"job_id\":\"job_none\"");
    assertEquals("urn:converge:problem:job_not_found", Fixture.text(none, "type"));
    refused(200, RpcException.INVALID_PARAMS, sent("tools/call", "\"name\":\"get_jobs\""));
  }

  @Test
  void aPersonDecidesThroughAModelOnlyWhereThatIsAllowed() {
    String job = fixture.submit("gate");
    String ofJob = "\"job_id\":\"" + job + "\"";
    assertEquals("waiting", Fixture.text(called(server, "wait_for_job", ofJob), "status"));
    assertEquals(1, OptionalMembers.list(called(server, "list_proposals", ""), "proposals").size());
    Json.Obj listed = called(server, "list_proposals", ofJob);
    String proposal =
        Fixture.text(OptionalMembers.objects(listed, "proposals").getFirst(), "proposal_id");
    String decision =
        ofJob + ",\"decision\":\"approve\",\"actor\":\"Ann\",\"proposal_id\":\"" + proposal + "\"";
    refused(
        200,
        RpcException.INVALID_PARAMS,
        sent("tools/call", "\"name\":\"decide\",\"arguments\":{" + decision + "}"));
    Json.Obj decided = called(deciding, "decide", decision);
    assertEquals("approved", Fixture.text(decided, "decision"));
    Json.Obj ended = called(server, "wait_for_job", ofJob);
    assertFalse(Fixture.text(ended, "status").equals("waiting"));
    assertFalse(OptionalMembers.list(called(server, "explain_job", ofJob), "cycles").isEmpty());
  }

  @Test
  void aWaitThatHasEndedEndsNothing() {
    String job = fixture.submit("held");
    Json.Obj state =
        called(server, "wait_for_job", "\"job_id\":\"" + job + "\",\"wait_seconds\":0");
    assertTrue(Fixture.text(state, "next").contains("wait_for_job"), state::canonical);
    String params =
        "\"name\":\"wait_for_job\",\"arguments\":{\"job_id\":\"%s\",\"wait_seconds\":1},"
                .formatted(job)
            + "\"_meta\":{\"progressToken\":\"t\"}";
    HttpResponse<String> streamed = sent("tools/call", params);
    assertEquals("text/event-stream", streamed.headers().firstValue("content-type").orElseThrow());
    assertTrue(streamed.body().endsWith("\n\n"), streamed::body);
    assertTrue(streamed.body().contains("\"id\":7"), streamed::body);
  }
}
