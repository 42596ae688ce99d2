package dev.converge.runtime.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.audit.Bundle;
import dev.converge.audit.BundleBytes;
import dev.converge.audit.Finding;
import dev.converge.audit.RunRecords;
import dev.converge.audit.SigningKey;
import dev.converge.audit.TemplateFiles;
import dev.converge.audit.Verdict;
import dev.converge.audit.Verifier;
import dev.converge.core.json.Json;
import dev.converge.engine.Eraser;
import dev.converge.engine.host.Host;
import dev.converge.engine.host.SteadyClock;
import dev.converge.engine.host.SystemTimers;
import dev.converge.runtime.ContractCheck;
import dev.converge.runtime.Fixture;
import dev.converge.runtime.TestFlows;
import dev.converge.runtime.server.ConvergeServer;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.testkit.SseParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditHttpTest {
  /// The key of RFC 8032, 7.1, test 1. It is public, so it is for tests only.
  private static final SigningKey KEY =
      SigningKey.parse(
          """
          -----BEGIN PRIVATE KEY-----
          MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
          -----END PRIVATE KEY-----
          """);

  private static final Bundle.Origin ORIGIN = new Bundle.Origin("0.1.0", "full");
  private static final String SPEC = "Feature: of a test\n";
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SystemTimers timers = new SystemTimers();
  private Fixture fixture;
  private ConvergeServer server;
  private RunRecords records;

  @BeforeAll
  void start() {
    fixture = new Fixture();
    // The flows of the fixture are made by hand, so their hash is not that of a text.
    records =
        new RunRecords(
            fixture.store,
            fixture.store,
            (_, name, version) ->
                Optional.of(
                    new TemplateFiles(name, version, TestFlows.templateHash(name), SPEC, "")));
    server =
        ConvergeServer.start(
            ServerSettings.DEFAULT.at("127.0.0.1", 0),
            List.of(
                new AuditFeature(fixture.operations.audit(), records, ORIGIN, KEY),
                new ErasureFeature(
                    fixture.operations.audit(),
                    new Eraser(
                            fixture.engine,
                            fixture.store,
                            new Host(threads, timers, new SteadyClock(), new SecureRandom()))
                        ::erase)));
  }

  @AfterAll
  void stop() {
    server.close();
    fixture.close();
    threads.shutdownNow();
    timers.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(30));
  }

  private HttpResponse<byte[]> get(HttpRequest.Builder request) throws Exception {
    HttpRequest built = request.build();
    HttpResponse<byte[]> response =
        fixture.client().send(built, HttpResponse.BodyHandlers.ofByteArray());
    ContractCheck.check(
        built.method(),
        built.uri().getRawPath(),
        response.statusCode(),
        response.headers().firstValue("content-type"),
        new String(response.body(), StandardCharsets.UTF_8));
    return response;
  }

  private String converged(String flow) {
    String jobId = fixture.submit(flow);
    assertEquals(
        "converged",
        Fixture.text(Fixture.json(fixture.get("/api/v1/jobs/" + jobId + "?wait=30s")), "status"));
    return "/api/v1/jobs/" + jobId;
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Test
  void aBundleIsDownloadedWithItsNameSizeAndTag() throws Exception {
    String job = converged("many");
    HttpResponse<byte[]> whole = get(request(job + "/audit"));
    assertEquals(200, whole.statusCode());
    assertEquals("application/zip", header(whole, "content-type"));
    assertEquals(Integer.toString(whole.body().length), header(whole, "content-length"));
    Verdict verdict = Verifier.verify(BundleBytes.of(whole.body()), KEY.publicKey());
    assertEquals(
        "attachment; filename=\"" + verdict.runId() + ".zip\"",
        header(whole, "content-disposition"));
    // All but the text of the template, which is not the one that the flow's hash is of.
    assertEquals(
        List.of(Finding.Check.TEMPLATE),
        verdict.findings().stream().map(Finding::check).toList(),
        verdict.findings().toString());
    String tag = header(whole, "etag");
    assertTrue(tag.matches("\"[0-9a-f]{64}\""), tag);
    HttpResponse<byte[]> known = get(request(job + "/audit").header("if-none-match", tag));
    assertEquals(304, known.statusCode());
    assertEquals(tag, header(known, "etag"));
    HttpResponse<byte[]> head = get(request(job + "/audit").HEAD());
    assertEquals(200, head.statusCode());
    assertEquals(header(whole, "content-length"), header(head, "content-length"));
    assertEquals(0, head.body().length);
  }

  @Test
  void aReplayIsAFurtherRunWithABundleOfItsOwn() throws Exception {
    String job = converged("chain");
    HttpResponse<byte[]> accepted =
        get(request(job + "/replay").POST(HttpRequest.BodyPublishers.noBody()));
    Json.Obj answer = object(accepted.body());
    assertEquals(202, accepted.statusCode(), answer.canonical());
    assertEquals(Json.of(true), answer.get("identical").orElseThrow());
    assertEquals(answer.get("expected_result_hash"), answer.get("result_hash"));
    assertEquals(
        Json.strings(List.of("agent_A", "agent_B", "agent_C", "agent_D")),
        answer.get("ran").orElseThrow());
    String runId = Fixture.text(answer, "run_id");
    assertEquals(job + "?run=" + runId, header(accepted, "location"));
    HttpResponse<byte[]> bundle = get(request(job + "/audit?run=" + runId));
    Json.Obj manifest = object(entry(bundle.body(), "manifest.json"));
    assertEquals(runId, Fixture.text(manifest, "run_id"));
    assertEquals(Fixture.text(answer, "replay_of"), Fixture.text(manifest, "replay_of"));
  }

  private static Json.Obj object(byte[] json) {
    return (Json.Obj) Json.parse(new String(json, StandardCharsets.UTF_8));
  }

  private static byte[] entry(byte[] zip, String name) throws IOException {
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      ZipEntry entry = in.getNextEntry();
      while (entry != null && !entry.getName().equals(name)) {
        entry = in.getNextEntry();
      }
      return in.readAllBytes();
    }
  }

  private HttpResponse<byte[]> replay(String job, String key) {
    try {
      return get(
          request(job + "/replay")
              .header("idempotency-key", key)
              .POST(HttpRequest.BodyPublishers.noBody()));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aReplayWithAKeyIsOneFurtherRunHoweverOftenItIsAskedFor() throws Exception {
    String job = converged("chain");
    List<CompletableFuture<HttpResponse<byte[]>>> all =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> replay(job, "once")))
            .limit(3)
            .toList();
    Set<String> answers = new TreeSet<>();
    for (CompletableFuture<HttpResponse<byte[]>> one : all) {
      assertEquals(202, one.join().statusCode());
      answers.add(object(one.join().body()).canonical());
    }
    HttpResponse<byte[]> again = replay(job, "once");
    assertEquals("true", header(again, "idempotent-replayed"));
    answers.add(object(again.body()).canonical());
    assertEquals(1, answers.size(), answers.toString());
    assertEquals("", header(replay(job, "twice"), "idempotent-replayed"));
    String jobId = job.substring(job.lastIndexOf('/') + 1);
    assertEquals(3, fixture.store.runs(jobId).size());
    assertEquals(400, replay(job, "").statusCode());
  }

  @Test
  void whatCannotBeReplayedOrIsNotThereIsRefused() throws Exception {
    String held = "/api/v1/jobs/" + fixture.submit("held");
    HttpResponse<byte[]> running =
        get(request(held + "/replay").POST(HttpRequest.BodyPublishers.noBody()));
    assertEquals(409, running.statusCode());
    assertEquals(200, get(request(held + "/audit")).statusCode());
    fixture.flows.release(1);
    assertEquals(404, get(request("/api/v1/jobs/job_none/audit")).statusCode());
    assertEquals(
        404,
        get(request("/api/v1/jobs/job_none/replay").POST(HttpRequest.BodyPublishers.noBody()))
            .statusCode());
    assertEquals(404, get(request(held + "/audit?run=run_none")).statusCode());
    HttpResponse<byte[]> more =
        get(
            request(held + "/replay")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"times\":2}")));
    assertEquals(422, more.statusCode());
  }

  @Test
  void anErasedJobIsGoneButItsBundleStillVerifies() throws Exception {
    String job = converged("chain");
    HttpResponse<byte[]> erased = get(request(job + "/content").DELETE());
    assertEquals(200, erased.statusCode());
    assertEquals("by request", Fixture.text(object(erased.body()), "because"));
    assertEquals(object(erased.body()), object(get(request(job + "/content").DELETE()).body()));
    assertGone(job, "by request");
    HttpResponse<byte[]> bundle = get(request(job + "/audit"));
    Verdict verdict = Verifier.verify(BundleBytes.of(bundle.body()), KEY.publicKey());
    assertEquals(
        List.of(Finding.Check.ERASURE, Finding.Check.TEMPLATE),
        verdict.findings().stream().map(Finding::check).toList(),
        verdict.findings().toString());
    String said = new String(bundle.body(), StandardCharsets.UTF_8);
    assertFalse(said.contains("the beginning"), "the seed's content is still there");
    HttpResponse<byte[]> replay =
        get(request(job + "/replay").POST(HttpRequest.BodyPublishers.noBody()));
    assertEquals(410, replay.statusCode());
  }

  /// Whatever is asked of the job, the answer says that and why it is gone.
  private void assertGone(String job, String because) {
    List<HttpRequest.Builder> all = new ArrayList<>();
    for (String path :
        List.of("", "/facts", "/stream", "/events", "/proposals", "/explain", "?wait=1s")) {
      all.add(fixture.request(job + path));
    }
    for (String path :
        List.of(
            "/cancel",
            "/pause",
            "/resume",
            "/continue",
            "/fork",
            "/proposals/p/approve",
            "/proposals/p/reject")) {
      all.add(
          fixture
              .request(job + path)
              .header("content-type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString("{\"actor\":\"ann\"}")));
    }
    all.add(
        fixture
            .request(job + "/observations")
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"key\":\"A\",\"content\":\"x\"}")));
    all.add(fixture.request(job + "/submission").GET());
    String id = job.substring(job.lastIndexOf('/') + 1);
    all.add(fixture.request("/api/v1/runs/compare?a=" + id + "&b=" + id).GET());
    all.add(
        fixture
            .request(job + "/proposals/p/return")
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"actor\":\"ann\",\"comment\":\"x\"}")));
    all.add(
        fixture
            .request(job + "/budget")
            .header("content-type", "application/json")
            .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"max_facts\":7}")));
    for (HttpRequest.Builder request : all) {
      HttpResponse<String> gone = fixture.send(request);
      String where = gone.request().method() + " " + gone.uri();
      assertEquals(410, gone.statusCode(), where + gone.body());
      assertTrue(gone.body().contains("urn:converge:problem:gone"), gone.body());
      assertTrue(gone.body().contains("was erased at "), gone.body());
      assertTrue(gone.body().contains(": " + because), gone.body());
    }
    assertEquals(200, fixture.get(job + "/runs").statusCode());
  }

  // A14
  @Test
  void whatIsKeptNoLongerIsGoneAndSaysForHowLongItWasKept() throws Exception {
    String job = converged("chain");
    SseParser whole = fixture.stream(fixture.request(job + "/stream").header("last-event-id", "3"));
    assertEquals("4", whole.events().getFirst().id());
    // A clock that is thirty days ahead, and another job that is younger than what is kept.
    InstantSource ahead = InstantSource.offset(InstantSource.system(), Duration.ofDays(30));
    Host host = new Host(threads, timers, ahead, new SecureRandom());
    new Eraser(fixture.engine, fixture.store, host).keepFor(Duration.ofDays(31));
    assertEquals(200, fixture.get(job).statusCode());
    new Eraser(fixture.engine, fixture.store, host).keepFor(Duration.ofDays(29));
    Fixture.until(() -> fixture.get(job).statusCode() == 410);
    assertGone(job, "kept for PT696H");
  }

  @Test
  void aJobThatIsNotKeptAnyLongerIsRemovedWholeAndNotFound() throws Exception {
    String job = converged("chain");
    String held = "/api/v1/jobs/" + fixture.submit("held");
    InstantSource ahead = InstantSource.offset(InstantSource.system(), Duration.ofDays(30));
    Host host = new Host(threads, timers, ahead, new SecureRandom());
    new Eraser(fixture.engine, fixture.store, host).removeAfter(Duration.ofDays(29));
    Fixture.until(() -> fixture.get(job).statusCode() == 404);
    for (String under : List.of("", "/events", "/stream", "/facts", "/runs")) {
      HttpResponse<String> gone = fixture.get(job + under);
      assertEquals(404, gone.statusCode(), gone.body());
      assertTrue(gone.body().contains("_not_found"), gone.body());
    }
    assertEquals(404, get(request(job + "/audit")).statusCode());
    assertEquals(404, get(request(job + "/content").DELETE()).statusCode());
    assertEquals(200, fixture.get(held).statusCode());
    fixture.flows.release(1);
  }

  @Test
  void aJobThatHasNotEndedIsNotErased() throws Exception {
    String held = "/api/v1/jobs/" + fixture.submit("held");
    assertEquals(409, get(request(held + "/content").DELETE()).statusCode());
    fixture.flows.release(1);
    assertEquals(404, get(request("/api/v1/jobs/job_none/content").DELETE()).statusCode());
  }

  @Test
  void aBundleIsReadThroughAPipeByteForByte() throws IOException {
    String job = converged("many");
    String runId = fixture.store.runs(job.substring(job.lastIndexOf('/') + 1)).getFirst().runId();
    Bundle bundle = Bundle.of(records.record(runId), ORIGIN, KEY);
    try (InputStream in = bundle.open(threads)) {
      byte[] bytes = in.readAllBytes();
      assertEquals(bundle.size(), bytes.length);
      assertFalse(
          Verifier.verify(BundleBytes.of(bytes), SigningKey.generate().publicKey()).valid());
    }
  }
}
