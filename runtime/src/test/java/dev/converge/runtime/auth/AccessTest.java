package dev.converge.runtime.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.audit.AdminLogExport;
import dev.converge.audit.Bundle;
import dev.converge.audit.RunRecords;
import dev.converge.audit.SigningKey;
import dev.converge.audit.TemplateFiles;
import dev.converge.core.json.Json;
import dev.converge.domain.template.Templates;
import dev.converge.engine.Eraser;
import dev.converge.engine.Host;
import dev.converge.engine.MemoryTemplates;
import dev.converge.engine.SteadyClock;
import dev.converge.engine.SystemTimers;
import dev.converge.runtime.ContractCheck;
import dev.converge.runtime.Features;
import dev.converge.runtime.Fixture;
import dev.converge.runtime.admin.AdminFeature;
import dev.converge.runtime.audit.AuditFeature;
import dev.converge.runtime.audit.ErasureFeature;
import dev.converge.runtime.capabilities.Offered;
import dev.converge.runtime.metrics.MetricsFeature;
import dev.converge.runtime.operations.InstalledTemplates;
import dev.converge.runtime.operations.JobSettings;
import dev.converge.runtime.operations.admin.AdminOperations;
import dev.converge.runtime.operations.admin.KeyRing;
import dev.converge.runtime.operations.call.Permissions;
import dev.converge.runtime.operations.call.Scope;
import dev.converge.runtime.server.ConvergeServer;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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

  /// The key of RFC 8032, 7.1, test 1. It is public, so it is for tests only.
  private static final SigningKey KEY =
      SigningKey.parse(
          """
          -----BEGIN PRIVATE KEY-----
          MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
          -----END PRIVATE KEY-----
          """);

  /// Answered without a credential: probes and pages that hold nobody's data.
  private static final Set<String> OPEN =
      Set.of("getHealth", "getReady", "getContract", "getDocs", "getConsole");

  /// Operations on jobs that must be over.
  private static final Set<String> FINAL = Set.of("replayJob", "eraseJob", "getAudit");

  private static final String NO_CREDENTIAL = "none needed";
  private static final String ANY_CREDENTIAL = "any credential";

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SystemTimers timers = new SystemTimers();
  private Fixture fixture;
  private ConvergeServer server;
  private KeyRing keys;

  @TempDir private static Path folder = Path.of("");

  /// Credentials of this test say themselves what they allow: `tenant/scope scope`.
  private static final class Speaking implements Authenticator {
    @Override
    public boolean takes(String credential) {
      return true;
    }

    @Override
    public String kind() {
      return "test";
    }

    @Override
    public CompletionStage<Verdict> authenticate(String credential) {
      int slash = credential.indexOf('/');
      List<String> words = List.of(credential.substring(slash + 1).split(" "));
      return CompletableFuture.completedFuture(
          new Verdict.LetIn(
              new Principal(credential.substring(0, slash), "ann", Permissions.of(words))));
    }
  }

  @BeforeAll
  void start() {
    fixture = new Fixture();
    InstalledTemplates templates =
        new InstalledTemplates(
            Templates.shipped(), new MemoryTemplates(threads), fixture.engine::now);
    Features features =
        Features.over(
            fixture.engine,
            fixture.store,
            fixture.flows,
            templates,
            JobSettings.DEFAULT,
            new Offered("test", List.of(), List.of("offline"), "offline", List.of(), List.of()));
    Host host = new Host(threads, timers, new SteadyClock(), new SecureRandom());
    RunRecords records =
        new RunRecords(
            fixture.store,
            fixture.store,
            (_, name, version) ->
                Optional.of(
                    new TemplateFiles(
                        name,
                        version,
                        fixture.flows.find("default", name, version).orElseThrow().hash(),
                        "Feature: x\n",
                        "")));
    List<Feature> all = features.all(List.of());
    all.add(
        new AuditFeature(
            features.operations().audit(), records, new Bundle.Origin("0.1.0", "full"), KEY));
    all.add(
        new ErasureFeature(
            features.operations().audit(), new Eraser(fixture.engine, fixture.store, host)::erase));
    keys =
        new FileKeyRing(new KeyFile(folder.resolve("keys.json")), new SecureRandom(), host.clock());
    all.add(
        new AdminFeature(
            new AdminOperations(
                features.entrance(), Optional.of(keys), features.adminLog(), host.clock()),
            features.adminLog(),
            "test",
            KEY));
    all.add(new AuthFeature(List.of(new Speaking()), Limits.none(), host.clock(), false));
    all.add(new MetricsFeature());
    server = ConvergeServer.start(ServerSettings.DEFAULT.at("127.0.0.1", 0), all);
  }

  @AfterAll
  void stop() {
    server.close();
    fixture.close();
    threads.shutdownNow();
    timers.close();
  }

  private HttpResponse<String> send(String credential, String method, String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .timeout(Duration.ofSeconds(30))
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("content-type", "application/json");
    }
    if (!credential.isEmpty()) {
      request.header("authorization", "Bearer " + credential);
    }
    try {
      HttpResponse<String> answer =
          fixture.client().send(request.build(), HttpResponse.BodyHandlers.ofString());
      ContractCheck.check(
          method,
          URI.create("http://x" + path).getRawPath(),
          answer.statusCode(),
          answer.headers().firstValue("content-type"),
          answer.body());
      return answer;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static String words(Scope scope) {
    return scope == Scope.DECIDE ? "decide:" + ROLE : scope.word();
  }

  private String all() {
    return "default/" + Permissions.ALL;
  }

  /// A job in the state that an operation works on.
  private String job(String operation) {
    boolean over = FINAL.contains(operation);
    HttpResponse<String> accepted =
        send(all(), "POST", "/api/v1/jobs", Fixture.job(over ? "chain" : "gate"));
    String id = Fixture.text(Fixture.json(accepted), "job_id");
    String status = over ? "converged" : "waiting";
    Fixture.until(
        () -> send(all(), "GET", "/api/v1/jobs/" + id, "").body().contains("\"" + status + "\""));
    if (operation.equals("resumeJob")) {
      assertEquals(200, send(all(), "POST", "/api/v1/jobs/" + id + "/pause", "").statusCode());
    }
    return id;
  }

  private String proposal(String job) {
    Json.Obj page = Fixture.json(send(all(), "GET", "/api/v1/jobs/" + job + "/proposals", ""));
    Json.Arr proposals = (Json.Arr) page.get("proposals").orElseThrow();
    return Fixture.text((Json.Obj) proposals.items().getFirst(), "proposal_id");
  }

  private String body(String operation) {
    return switch (operation) {
      case "submitJob" -> Fixture.job("chain");
      case "changeBudget" -> "{\"max_cycles\":9}";
      case "observe" -> "{\"key\":\"A\",\"content\":\"x\"}";
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
    return send(all(), "GET", "/api/v1/templates/drafting-short/" + part, "").body();
  }

  private String path(ContractCheck.Endpoint endpoint) {
    String path = endpoint.path();
    if (path.contains("{id}")) {
      String job = job(endpoint.operation());
      path = path.replace("{id}", job);
      if (path.contains("{pid}")) {
        path = path.replace("{pid}", proposal(job));
      }
    }
    if (path.contains("{key_id}")) {
      Permissions read = Permissions.of(List.of("read"));
      path = path.replace("{key_id}", keys.create("default", "bob", read, null).key().id());
    }
    Json.Obj template = Fixture.json(send(all(), "GET", "/api/v1/templates/drafting-short", ""));
    return path.replace("{name}", "drafting-short")
            .replace("{version}", Fixture.text(template, "version"))
        + (endpoint.operation().equals("streamEvents") ? "?after=0&types=run_started" : "");
  }

  /// The status with a credential; the answer of a stream is not waited for.
  private int status(ContractCheck.Endpoint endpoint, String credential) {
    if (endpoint.operation().equals("streamEvents")) {
      return streamStatus(path(endpoint), credential);
    }
    HttpResponse<String> answer =
        send(credential, endpoint.method(), path(endpoint), body(endpoint.operation()));
    assertTrue(answer.statusCode() < 500, () -> endpoint.operation() + ": " + answer.body());
    return answer.statusCode();
  }

  private int streamStatus(String path, String credential) {
    try {
      HttpResponse<java.io.InputStream> answer =
          fixture
              .client()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
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
      assertTrue(send("", endpoint.method(), endpoint.path(), "").statusCode() < 400, operation);
      return NO_CREDENTIAL;
    }
    assertEquals(
        401,
        send("", endpoint.method(), path(endpoint), body(operation)).statusCode(),
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
      return ANY_CREDENTIAL;
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
      if (!declared.equals(scope.equals(ANY_CREDENTIAL) ? "any" : scope)) {
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
      if (endpoint.path().contains("{id}") || endpoint.path().contains("{key_id}")) {
        assertEquals(
            404,
            status(endpoint, "other/" + Permissions.ALL),
            endpoint.operation() + " of another");
      }
    }
  }

  @Test
  void aDecisionNeedsTheRoleOfTheGate() {
    String job = job("approveProposal");
    String path = "/api/v1/jobs/" + job + "/proposals/" + proposal(job) + "/approve";
    HttpResponse<String> refused = send("default/decide:clerk", "POST", path, "");
    assertEquals(403, refused.statusCode());
    assertTrue(refused.body().contains("a \\\"boss\\\" must decide"), refused.body());
    assertEquals(200, send("default/decide:clerk decide:boss", "POST", path, "").statusCode());
  }

  @Test
  void aRefusalNamesTheScopeThatIsMissing() {
    HttpResponse<String> refused =
        send("default/read", "POST", "/api/v1/jobs", Fixture.job("chain"));
    assertEquals(403, refused.statusCode());
    assertTrue(refused.body().contains("missing scope \\\"submit\\\""), refused.body());
  }

  @Test
  void aSubmissionThatIsToBeFollowedNeedsToReadBeforeAnythingIsStored() throws Exception {
    long before = jobs();
    for (List<String> header :
        List.of(List.of("prefer", "wait=5"), List.of("accept", "text/event-stream"))) {
      HttpResponse<String> refused =
          fixture
              .client()
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + server.port() + "/api/v1/jobs"))
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

  @Test
  void administrativeActsAndRefusalsAreInTheLogWithWhoAndWhat() throws IOException {
    String job = job("eraseJob");
    assertEquals(403, erase("default/read", job).statusCode());
    assertEquals(403, erase("default/read", job).statusCode());
    assertEquals(200, erase("default/erase", job).statusCode());
    Json.Obj created =
        Fixture.json(
            send(all(), "POST", "/api/v1/keys", "{\"name\":\"logged\",\"scopes\":[\"read\"]}"));
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
                    && Fixture.text(entry, "target").equals("logged")));
    assertTrue(entries.stream().noneMatch(entry -> entry.canonical().contains(text)));
    String exported = send(all(), "GET", "/api/v1/audit-log/export", "").body();
    AdminLogExport.Verified verified =
        AdminLogExport.verify(new BufferedReader(new StringReader(exported)), KEY.publicKey());
    assertEquals(List.of(), verified.problems());
    assertTrue(verified.entries() >= entries.size());
  }

  private HttpResponse<String> erase(String credential, String job) {
    return send(credential, "DELETE", "/api/v1/jobs/" + job + "/content", "");
  }

  private List<Json.Obj> entries() {
    List<Json.Obj> all = new ArrayList<>();
    long after = 0;
    while (true) {
      Json.Obj page =
          Fixture.json(send(all(), "GET", "/api/v1/audit-log?limit=1000&after=" + after, ""));
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
            send(
                all(),
                "POST",
                "/api/v1/keys",
                "{\"name\":\"eve\",\"scopes\":[\"read\",\"decide:boss\"],\"expires_in\":\"720h\"}"));
    String id = Fixture.text(created, "key_id");
    assertTrue(Fixture.text(created, "key").startsWith("cvg_" + id + "_"));
    String list = send(all(), "GET", "/api/v1/keys", "").body();
    assertTrue(list.contains(id) && !list.contains(Fixture.text(created, "key")), list);
    assertTrue(Fixture.text(created, "expires_at").endsWith("Z"));
    Json.Obj revoked = Fixture.json(send(all(), "DELETE", "/api/v1/keys/" + id, ""));
    assertTrue(Fixture.text(revoked, "revoked_at").endsWith("Z"));
    assertEquals(404, send(all(), "DELETE", "/api/v1/keys/0000000000000000", "").statusCode());
    HttpResponse<String> wrong =
        send(all(), "POST", "/api/v1/keys", "{\"name\":\"eve\",\"scopes\":[\"reads\"]}");
    assertEquals(422, wrong.statusCode());
    assertTrue(wrong.body().contains("/scopes/0"), wrong.body());
  }

  private long jobs() {
    Json.Obj page = Fixture.json(send(all(), "GET", "/api/v1/jobs?limit=500", ""));
    return ((Json.Arr) page.get("jobs").orElseThrow()).items().size();
  }
}
