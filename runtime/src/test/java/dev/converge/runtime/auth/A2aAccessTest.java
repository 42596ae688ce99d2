package dev.converge.runtime.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.core.json.OptionalMembers;
import dev.converge.runtime.Fixture;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What a credential allows, it allows over the Agent2Agent protocol, and no more; and what is
/// wrong has the error that the protocol names.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class A2aAccessTest {
  private static final String READER = "default/read";
  private static final int TASK_NOT_FOUND = -32_001;
  private static final int UNSUPPORTED = -32_004;

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

  /// The protocol is no part of the contract of the API, so nothing checks its answers against it.
  private HttpResponse<String> answer(HttpRequest.Builder request, String credential) {
    if (!credential.isEmpty()) {
      request.header("authorization", "Bearer " + credential);
    }
    try {
      return server
          .client()
          .send(
              request.timeout(Duration.ofSeconds(30)).build(),
              HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private HttpRequest.Builder request(String method, String params) {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":{%s}}"
            .formatted(method, params);
    return HttpRequest.newBuilder(server.uri("/a2a"))
        .header("content-type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private HttpResponse<String> sent(String credential, String method, String params) {
    return answer(request(method, params), credential);
  }

  private HttpResponse<String> card(String credential) {
    return answer(
        HttpRequest.newBuilder(server.uri("/.well-known/agent-card.json")).GET(), credential);
  }

  private Json.Obj answered(String credential, String method, String params, String member) {
    HttpResponse<String> answer = sent(credential, method, params);
    Json.Obj json = (Json.Obj) Json.parse(answer.body());
    return OptionalMembers.object(json, member).orElseThrow(() -> new AssertionError(json));
  }

  private Json.Obj result(String credential, String method, String params) {
    return answered(credential, method, params, "result");
  }

  private void refused(int code, String part, String credential, String method, String params) {
    Json.Obj error = answered(credential, method, params, "error");
    assertEquals((double) code, OptionalMembers.number(error, "code").orElseThrow());
    assertTrue(error.canonical().contains(part), error::canonical);
  }

  private String waiting() {
    String job = server.job(false);
    return Fixture.text(
        Fixture.json(server.send(READER, "GET", "/api/v1/jobs/" + job, "")), "run_id");
  }

  private static String id(String run) {
    return "\"id\":\"" + run + "\"";
  }

  private static String message(String more) {
    return "\"message\":{\"messageId\":\"m-1\",\"role\":\"ROLE_USER\"" + more + "}";
  }

  @Test
  void nobodyWithoutACredentialIsLetIn() {
    assertEquals(401, sent("", "GetTask", id("run_1")).statusCode());
    assertEquals(401, card("").statusCode());
    HttpResponse<String> card = card(READER);
    assertEquals(200, card.statusCode());
    assertTrue(card.body().contains("\"id\":\"growth-strategy\""), card::body);
    assertTrue(card.body().contains("/a2a\""), card::body);
    assertEquals(403, card("default/submit").statusCode());
  }

  @Test
  void aTaskIsReadByItsTenantAloneAndCancelledWithControlAlone() {
    String run = waiting();
    Json.Obj task = result(READER, "GetTask", id(run));
    assertEquals(run, OptionalMembers.textOrEmpty(task, "id"));
    Json.Obj status = OptionalMembers.object(task, "status").orElseThrow();
    assertEquals("TASK_STATE_INPUT_REQUIRED", OptionalMembers.textOrEmpty(status, "state"));
    refused(TASK_NOT_FOUND, run, "other/" + everything(), "GetTask", id(run));
    refused(TASK_NOT_FOUND, run, "other/" + everything(), "CancelTask", id(run));
    refused(-32_602, "control", READER, "CancelTask", id(run));
    Json.Obj cancelled = result("default/control", "CancelTask", id(run));
    assertTrue(cancelled.canonical().contains("TASK_STATE_CANCELED"), cancelled::canonical);
    refused(UNSUPPORTED, "has ended", READER, "SubscribeToTask", id(run));
    assertTrue(
        result(READER, "ListTasks", "\"status\":\"TASK_STATE_CANCELED\"")
            .canonical()
            .contains(run));
    assertFalse(
        result(READER, "ListTasks", "\"status\":\"TASK_STATE_WORKING\"").canonical().contains(run));
    assertFalse(result("other/read", "ListTasks", "\"pageSize\":5").canonical().contains(run));
  }

  private static String everything() {
    return "read submit control";
  }

  @Test
  void aMessageNeedsTheScopesToSubmitAndToRead() {
    String data = ",\"parts\":[{\"data\":" + Fixture.job("chain") + "}]";
    refused(-32_602, "submit", READER, "SendMessage", message(data));
    refused(-32_602, "read", "default/submit", "SendMessage", message(data));
    Json.Obj first = result("default/submit read", "SendMessage", message(data));
    assertTrue(first.canonical().contains("TASK_STATE_COMPLETED"), first::canonical);
    Json.Obj again = result("default/submit read", "SendMessage", message(data));
    assertEquals(taskId(first), taskId(again));
  }

  private static String taskId(Json.Obj result) {
    return OptionalMembers.textOrEmpty(OptionalMembers.object(result, "task").orElseThrow(), "id");
  }

  @Test
  void whatIsWrongHasTheErrorOfTheProtocol() {
    String all = AccessServer.all();
    refused(TASK_NOT_FOUND, "run_none", all, "GetTask", id("run_none"));
    refused(-32_601, "Guess", all, "Guess", "");
    refused(-32_009, "expected: 1.0", all, "message/send", "");
    refused(-32_003, "webhooks", all, "CreateTaskPushNotificationConfig", "");
    refused(-32_602, "messageId", all, "SendMessage", "");
    refused(-32_602, "parts", all, "SendMessage", message(""));
    refused(-32_602, "skill", all, "SendMessage", message(",\"parts\":[{\"text\":\"hello\"}]"));
    refused(
        -32_602,
        "seeds of",
        all,
        "SendMessage",
        message(",\"metadata\":{\"skill\":\"growth-strategy\"},\"parts\":[{\"text\":\"hello\"}]"));
    refused(
        UNSUPPORTED,
        "accepts no further messages",
        all,
        "SendMessage",
        message(",\"taskId\":\"run_1\""));
    refused(-32_602, "pageSize", all, "ListTasks", "\"pageSize\":101");
    refused(UNSUPPORTED, "TASK_STATE_X", all, "ListTasks", "\"status\":\"TASK_STATE_X\"");
  }

  @Test
  void anotherVersionIsRefused() {
    String answer = answer(request("ListTasks", "").header("a2a-version", "0.3"), READER).body();
    assertTrue(answer.contains("-32009"), answer);
  }

  @Test
  void whoWaitsForAStreamGetsTheErrorInOne() {
    HttpRequest.Builder request =
        request("SubscribeToTask", id("run_none")).header("accept", "text/event-stream");
    HttpResponse<String> answer = answer(request, READER);
    assertEquals(
        "text/event-stream",
        answer.headers().firstValue("content-type").orElse("").split(";", 2)[0]);
    assertTrue(answer.body().startsWith("data: {\"error\":{\"code\":-32001,"), answer::body);
  }

  @Test
  void aStreamBeginsWithTheTaskAndEndsWithTheRun() {
    String data = ",\"parts\":[{\"data\":" + Fixture.job("chain") + "}]";
    String body =
        sent("default/submit read", "SendStreamingMessage", message(data).replace("m-1", "m-2"))
            .body();
    List<String> lines = body.lines().filter(line -> line.startsWith("data: ")).toList();
    assertTrue(lines.getFirst().contains("\"task\":{"), lines::toString);
    assertTrue(lines.getLast().contains("TASK_STATE_COMPLETED"), lines::toString);
  }
}
