package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import dev.converge.audit.BundleBytes;
import dev.converge.audit.Verdict;
import dev.converge.audit.Verifier;
import dev.converge.cli.client.LiveView;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Live runs on a whole server, forked with each kind of change; the bundles of the forks verify
/// and replay without their originals.
final class ForkServerTest {
  /// The agents of growth-strategy that ask a model.
  private static final Set<String> ALL =
      Set.of(
          "market_signal",
          "competitor",
          "strategic_insight",
          "strategy",
          "risk_assessment",
          "evaluation");

  /// Those to whom criteria are not shown.
  private static final Set<String> OTHERS =
      Set.of("market_signal", "competitor", "strategic_insight", "strategy", "risk_assessment");

  private static final String GROWTH =
      """
      {"template":"growth-strategy","mode":"live","seeds":[
        {"id":"market:nordic-b2b","content":"Nordic B2B SaaS, buyers ask for GDPR-safe tooling"},
        {"id":"product:ledger","content":"Bookkeeping automation with audit trail"},
        {"id":"goal:arr","content":"Grow ARR by 50% within 12 months"},
        {"id":"criterion:time","content":"What pays off within a year counts most"}]}
      """;

  @TempDir private Path folder = Path.of("");

  private static Json.Obj post(Served server, String path, String body) {
    AggregatedHttpResponse answer =
        WebClient.of(server.url())
            .execute(
                RequestHeaders.builder(HttpMethod.POST, path)
                    .contentType(MediaType.JSON)
                    .set(HttpHeaderNames.PREFER, "wait=30")
                    .build(),
                body)
            .aggregate()
            .join();
    assertTrue(answer.status().isSuccess(), answer::contentUtf8);
    return (Json.Obj) Json.parse(answer.contentUtf8());
  }

  private static Json.Obj original(Served server) {
    return post(
        server,
        "/api/v1/jobs",
        """
        {"template":"judged","version":"1.0.0","mode":"live",\
        "seeds":[{"id":"topic:1","content":"topic number 1"}]}\
        """);
  }

  private static Json.Obj fork(Served server, Json.Obj original, String changes) {
    return post(server, "/api/v1/jobs/" + LiveView.text(original, "job_id") + "/fork", changes);
  }

  private static List<String> asked(Json.Obj fork) {
    return agents(fork, "asked");
  }

  private static List<String> agents(Json.Obj fork, String which) {
    return ((Json.Arr) answers(fork, which))
        .items().stream().map(agent -> ((Json.Str) agent).value()).toList();
  }

  private static Json answers(Json.Obj fork, String name) {
    return ((Json.Obj) fork.get("answers").orElseThrow()).get(name).orElseThrow();
  }

  private static String seed(String id, String content) {
    return "[{\"id\":\"%s\",\"content\":\"%s\"}]".formatted(id, content);
  }

  /// Whom the provider answered since it was asked before.
  private static Set<String> answered(StubProvider provider, Map<String, Integer> before) {
    Set<String> agents = new TreeSet<>();
    provider
        .answered()
        .forEach((agent, times) -> {
          if (times > before.getOrDefault(agent, 0)) {
            agents.add(agent);
          }
        });
    return agents;
  }

  private static String converge(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
    assertEquals(ExitCode.CONVERGED, exit, () -> out + err.toString());
    return out.toString();
  }

  private static String change(Json.Obj fork, String name) {
    Json.Obj origin = (Json.Obj) fork.get("forked_from").orElseThrow();
    return ((Json.Obj) origin.get("changes").orElseThrow()).get(name).orElseThrow().canonical();
  }

  /// A version that differs in what one of its two agents is told; the one before stays installed.
  private void install(String version) throws IOException {
    Path spec = folder.resolve("templates/judged/judged.feature");
    Path wiring = folder.resolve("templates/judged/judged.yaml");
    Files.writeString(
        spec, Files.readString(spec).replace("Judge the note.", "Judge the note well."));
    Files.writeString(wiring, Files.readString(wiring).replace("1.0.0", version));
  }

  @Test
  void eachKindOfChangeAsksOnlyWhomItConcerns() throws Exception {
    try (StubProvider provider = new StubProvider()) {
      provider.serving(folder).close();
      install("1.1.0");
      try (Served server = provider.serving(folder)) {
        Json.Obj original = original(server);
        assertEquals("converged", LiveView.text(original, "status"));
        Json.Obj version = fork(server, original, "{\"version\":\"1.1.0\"}");
        assertEquals(List.of("judge"), asked(version));
        assertEquals("true", change(version, "version"));
        Json.Obj mode = fork(server, original, "{\"mode\":\"offline\"}");
        assertEquals(List.of("judge", "noter"), asked(mode));
        assertEquals("true", change(mode, "mode"));
        Json.Obj afterCycle = fork(server, original, "{\"mode\":\"offline\",\"at\":{\"cycle\":1}}");
        assertEquals(List.of("judge"), asked(afterCycle));
        Json.Obj last =
            fork(
                server,
                original,
                "{\"mode\":\"offline\",\"at\":{\"sequence\":"
                    + original.get("last_sequence").orElseThrow().canonical()
                    + "}}");
        assertEquals(List.of(), asked(last));
        proves(server, version);
        proves(server, afterCycle);
        assertNotEquals(original.get("run_id"), version.get("run_id"));
      }
    }
  }

  @Test
  void anotherSeedAsksOnlyWhoIsShownItAndTheAnswerSaysWhatThatSaved() throws Exception {
    try (StubProvider provider = new StubProvider();
        Served server = provider.serving(folder)) {
      Json.Obj original = post(server, "/api/v1/jobs", GROWTH);
      assertEquals("converged", LiveView.text(original, "status"), original.canonical());
      assertEquals(ALL, provider.answered().keySet());

      Map<String, Integer> before = new TreeMap<>(provider.answered());
      String criterion = seed("criterion:time", "What needs no new staff counts most");
      Json.Obj fork = fork(server, original, "{\"seeds\":" + criterion + "}");
      assertEquals("converged", LiveView.text(fork, "status"), fork.canonical());
      assertEquals(Set.of("evaluation"), answered(provider, before));
      assertEquals(List.of("evaluation", "ranking"), asked(fork));
      assertEquals(OTHERS, Set.copyOf(agents(fork, "from_record")));
      assertEquals(
          String.valueOf(OTHERS.size() * StubProvider.TOKENS),
          answers(fork, "saved_tokens").canonical());
      proves(server, fork);

      before.putAll(provider.answered());
      Json.Obj goal =
          fork(server, original, "{\"seeds\":" + seed("goal:arr", "Grow ARR by 8% a year") + "}");
      assertEquals(ALL, answered(provider, before));
      assertEquals(List.of(), agents(goal, "from_record"));
      assertEquals("0", answers(goal, "saved_tokens").canonical());

      before.putAll(provider.answered());
      List<String> lines =
          converge(
                  "fork",
                  LiveView.text(original, "job_id"),
                  "--seeds",
                  seed("criterion:risk", "Whatever can be undone comes first"),
                  "--wait",
                  "60s",
                  "--server",
                  server.url())
              .lines()
              .toList();
      assertEquals(Set.of("evaluation"), answered(provider, before));
      assertTrue(
          lines.containsAll(
              List.of(
                  "changed: seed criterion:risk added",
                  "asked: evaluation, ranking",
                  "from the record: competitor, market_signal, risk_assessment,"
                      + " strategic_insight, strategy",
                  "saved: 75 tokens, $0.000075")),
          lines::toString);
    }
  }

  private void proves(Served server, Json.Obj fork) throws Exception {
    String job = "/api/v1/jobs/" + LiveView.text(fork, "job_id");
    Path bundle = folder.resolve("fork.zip");
    Files.write(
        bundle,
        WebClient.of(server.url()).get(job + "/audit").aggregate().join().content().array());
    Verdict verdict = Verifier.verify(BundleBytes.of(Files.readAllBytes(bundle)));
    assertTrue(verdict.valid(), verdict::toString);
    Process python =
        new ProcessBuilder(
                "python3",
                Path.of("..", "examples", "verify_bundle.py").toString(),
                bundle.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, python.waitFor(), said);
    assertTrue(said.contains("forked from run_"), said);
    Json.Obj replay = post(server, job + "/replay", "{}");
    assertEquals("true", replay.get("identical").orElseThrow().canonical(), replay.canonical());
  }
}
