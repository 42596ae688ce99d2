package dev.converge.runtime.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.runtime.ContractCheck;
import dev.converge.runtime.Fixture;
import dev.converge.runtime.operations.call.Permissions;
import dev.converge.runtime.operations.call.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Every operation of the contract with every scope. What is found must be what
/// `docs/reference/access.md` and the contract say; `-Dconverge.docs=write` writes the page.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTest {
  private static final Path PAGE = Path.of("..", "docs", "reference", "access.md");
  private static final String ROLE = "boss";

  /// Answered without a credential: probes and pages that hold nobody's data.
  private static final Set<String> OPEN =
      Set.of(
          "getHealth",
          "getReady",
          "getContract",
          "getWiringSchema",
          "getDocs",
          "getConsole",
          "getRoot",
          "beginSignIn",
          "finishSignIn");

  /// Answers that go on.
  private static final Set<String> STREAMS = Set.of("streamEvents", "streamJobChanges");

  /// Operations on jobs that must be over.
  private static final Set<String> FINAL = Set.of("replayJob", "eraseJob", "getAudit");

  private static final String NO_CREDENTIAL = "none needed";
  private static final String ANY_CREDENTIAL = "any credential";
  private static final String OPTIONAL_CREDENTIAL = "none needed, any accepted";

  /// Answered without a credential, and about the caller with one.
  private static final Set<String> SESSION = Set.of("getSession", "endSession");

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

  private static String words(Scope scope) {
    return scope == Scope.DECIDE ? "decide:" + ROLE : scope.word();
  }

  /// A job in the state that an operation works on.
  private String job(String operation) {
    if (operation.equals("continueJob")) {
      return server.halted();
    }
    if (operation.equals("returnProposal")) {
      return server.revisable();
    }
    String id = server.job(FINAL.contains(operation));
    if (operation.equals("resumeJob")) {
      assertEquals(
          200,
          server
              .send(AccessServer.all(), "POST", "/api/v1/jobs/" + id + "/pause", "")
              .statusCode());
    }
    return id;
  }

  private String body(String operation) {
    return switch (operation) {
      case "submitJob" -> Fixture.job("chain");
      case "changeBudget" -> "{\"max_cycles\":9}";
      case "returnProposal" -> "{\"comment\":\"more\"}";
      case "continueJob" -> "{\"budget\":{\"max_cycles\":9}}";
      case "observe" -> "{\"key\":\"A\",\"content\":\"x\"}";
      case "createWebhook" -> "{\"url\":\"https://example.org/hook\"}";
      case "createKey" -> "{\"name\":\"bob\",\"scopes\":[\"read\"]}";
      case "validateTemplate", "installTemplate" ->
          Json.object()
              .put("spec", template("spec"))
              .put("wiring", template("wiring"))
              .build()
              .canonical();
      default -> "";
    };
  }

  private String template(String part) {
    return server
        .send(AccessServer.all(), "GET", "/api/v1/templates/drafting-short/" + part, "")
        .body();
  }

  private String path(ContractCheck.Endpoint endpoint) {
    String path = endpoint.path();
    if (path.contains("{id}")) {
      String job = job(endpoint.operation());
      path = path.replace("{id}", job);
      if (path.contains("{pid}")) {
        path = path.replace("{pid}", server.proposal(job));
      }
    }
    if (path.contains("{webhook_id}")) {
      path = path.replace("{webhook_id}", server.webhook());
    }
    if (path.contains("{key_id}")) {
      Permissions read = Permissions.of(List.of("read"));
      path =
          path.replace("{key_id}", server.keys().create("default", "bob", read, null).key().id());
    }
    Json.Obj template =
        Fixture.json(
            server.send(AccessServer.all(), "GET", "/api/v1/templates/drafting-short", ""));
    return path.replace("{name}", "drafting-short")
            .replace("{version}", Fixture.text(template, "version"))
        + query(endpoint.operation());
  }

  private String query(String operation) {
    return switch (operation) {
      case "streamEvents" -> "?after=0&types=run_started";
      case "compareRuns" -> "?a=" + server.job(true) + "&b=" + server.job(true);
      default -> "";
    };
  }

  /// The status with a credential; the answer of a stream is not waited for.
  private int status(ContractCheck.Endpoint endpoint, String credential) {
    if (STREAMS.contains(endpoint.operation())) {
      return streamStatus(path(endpoint), credential);
    }
    HttpResponse<String> answer =
        server.send(credential, endpoint.method(), path(endpoint), body(endpoint.operation()));
    assertTrue(answer.statusCode() < 500, () -> endpoint.operation() + ": " + answer.body());
    return answer.statusCode();
  }

  private int streamStatus(String path, String credential) {
    try {
      HttpResponse<InputStream> answer =
          server
              .client()
              .send(
                  HttpRequest.newBuilder(server.uri(path))
                      .header("authorization", "Bearer " + credential)
                      .build(),
                  HttpResponse.BodyHandlers.ofInputStream());
      answer.body().close();
      return answer.statusCode();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private String found(ContractCheck.Endpoint endpoint) {
    String operation = endpoint.operation();
    if (OPEN.contains(operation)) {
      assertTrue(
          server.send("", endpoint.method(), endpoint.path(), "").statusCode() < 400, operation);
      return NO_CREDENTIAL;
    }
    assertEquals(
        !SESSION.contains(operation),
        server.send("", endpoint.method(), path(endpoint), body(operation)).statusCode() == 401,
        operation + " without a credential");
    List<String> allowed = new ArrayList<>();
    for (Scope scope : Scope.values()) {
      int status = status(endpoint, "default/" + words(scope));
      assertTrue(
          status < 400 || status == 403, operation + " with " + words(scope) + ": " + status);
      if (status != 403) {
        allowed.add(scope == Scope.DECIDE ? "decide:ROLE" : scope.word());
      }
    }
    if (allowed.size() == Scope.values().length) {
      return SESSION.contains(operation) ? OPTIONAL_CREDENTIAL : ANY_CREDENTIAL;
    }
    assertEquals(1, allowed.size(), operation + ": " + allowed);
    return allowed.getFirst();
  }

  @Test
  void everyOperationNeedsTheScopeThatThePageAndTheContractSay() throws IOException {
    TreeMap<String, String> rows = new TreeMap<>();
    List<String> differences = new ArrayList<>();
    for (ContractCheck.Endpoint endpoint : ContractCheck.endpoints()) {
      String scope = found(endpoint);
      rows.put(
          endpoint.path() + " " + endpoint.method(),
          "| `"
              + endpoint.method()
              + " "
              + endpoint.path()
              + "` | "
              + (scope.contains(" ") ? scope : "`" + scope + "`")
              + " |\n");
      String declared = endpoint.scope().orElse(NO_CREDENTIAL);
      boolean any = scope.equals(ANY_CREDENTIAL) || scope.equals(OPTIONAL_CREDENTIAL);
      if (!declared.equals(any ? "any" : scope)) {
        differences.add(endpoint.operation() + ": " + declared + " declared, " + scope + " found");
      }
    }
    StringBuilder table = new StringBuilder("| Request | Scope |\n|---|---|\n");
    rows.values().forEach(table::append);
    String begin = "<!-- http -->\n";
    String end = "<!-- end -->\n";
    String page = Files.readString(PAGE);
    int from = page.indexOf(begin) + begin.length();
    String written = page.substring(0, from) + table + page.substring(page.indexOf(end, from));
    if ("write".equals(System.getProperty("converge.docs"))) {
      Files.writeString(PAGE, written);
    } else {
      assertEquals(written, page, "access.md is out of date: run with -Dconverge.docs=write");
    }
    assertEquals(List.of(), differences);
  }

  @Test
  void anotherTenantsJobsAreNotFoundWithEveryScope() {
    for (ContractCheck.Endpoint endpoint : ContractCheck.endpoints()) {
      if (endpoint.path().contains("_id}") || endpoint.path().contains("{id}")) {
        assertEquals(
            404,
            status(endpoint, "other/" + Permissions.ALL),
            endpoint.operation() + " of another");
      }
    }
  }

  @Test
  void changesOfAnotherTenantAreNotTold() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.uri("/api/v1/jobs/changes"))
            .header("authorization", "Bearer other/read")
            .build();
    try (InputStream in =
        server.client().send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
      server.job(true);
      server.send("other/" + Permissions.ALL, "POST", "/api/v1/jobs", Fixture.job("chain"));
      StringBuilder told = new StringBuilder();
      byte[] buffer = new byte[8192];
      while (!told.toString().contains("converged")) {
        int n = in.read(buffer);
        assertTrue(n >= 0, told::toString);
        told.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
      }
      assertEquals(
          1,
          Pattern.compile("job_[0-9a-f-]{36}")
              .matcher(told)
              .results()
              .map(MatchResult::group)
              .distinct()
              .count());
    }
  }

  @Test
  void aDecisionNeedsTheRoleOfTheGate() {
    String job = job("approveProposal");
    String path = "/api/v1/jobs/" + job + "/proposals/" + server.proposal(job) + "/approve";
    HttpResponse<String> refused = server.send("default/decide:clerk", "POST", path, "");
    assertEquals(403, refused.statusCode());
    assertTrue(refused.body().contains("a \\\"boss\\\" must decide"), refused.body());
    assertEquals(
        200, server.send("default/decide:clerk decide:boss", "POST", path, "").statusCode());
  }

  @Test
  void aRefusalNamesTheScopeThatIsMissing() {
    HttpResponse<String> refused =
        server.send("default/read", "POST", "/api/v1/jobs", Fixture.job("chain"));
    assertEquals(403, refused.statusCode());
    assertTrue(refused.body().contains("missing scope \\\"submit\\\""), refused.body());
  }

  @Test
  void aSubmissionThatIsToBeFollowedNeedsToReadBeforeAnythingIsStored() throws Exception {
    long before = jobs();
    for (List<String> header :
        List.of(List.of("prefer", "wait=5"), List.of("accept", "text/event-stream"))) {
      HttpResponse<String> refused =
          server
              .client()
              .send(
                  HttpRequest.newBuilder(server.uri("/api/v1/jobs"))
                      .header("authorization", "Bearer default/submit")
                      .header("content-type", "application/json")
                      .header(header.get(0), header.get(1))
                      .POST(HttpRequest.BodyPublishers.ofString(Fixture.job("chain")))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertEquals(403, refused.statusCode());
      assertTrue(refused.body().contains("missing scope \\\"read\\\""), refused.body());
    }
    assertEquals(before, jobs());
  }

  private long jobs() {
    Json.Obj page =
        Fixture.json(server.send(AccessServer.all(), "GET", "/api/v1/jobs?limit=500", ""));
    return ((Json.Arr) page.get("jobs").orElseThrow()).items().size();
  }
}
