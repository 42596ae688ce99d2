package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `converge eval` with models that answer: samples, a judge, comparisons and baselines.
final class EvalModelsTest {
  @TempDir private Path folder = Path.of("");
  private @org.jspecify.annotations.Nullable HttpServer opened;
  private final List<String> models = new ArrayList<>();
  private volatile int badMark = 2;

  @BeforeEach
  void open() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    opened = server;
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    Files.writeString(
        folder.resolve("models.yaml"),
        """
        providers:
          stub: { api: openai-compatible, base_url: "http://127.0.0.1:%d/v1", local: true, max_concurrent: 8 }
        models:
          - { provider: stub, model: good, input_usd: 1, output_usd: 1, latency_ms: 100, context: 200000, quality: 1,
              reasoning: true, structured_output: true }
          - { provider: stub, model: bad, input_usd: 1, output_usd: 1, latency_ms: 100, context: 200000, quality: 0.5,
              reasoning: true, structured_output: true }
        """
            .formatted(server.getAddress().getPort()));
    template("1.0.0");
    Files.createDirectories(folder.resolve("evals"));
    Files.writeString(
        folder.resolve("evals/bees.yaml"),
        """
        template: notes
        seeds:
          - { id: "topic:bees", content: "Bees form a cluster in winter." }
        judge: [The note says where bees are in winter.]
        expect: { keys: [Notes], must_mention: [cluster] }
        """);
  }

  private void template(String version) throws IOException {
    Path template = Files.createDirectories(folder.resolve("templates/" + version + "/notes"));
    Files.writeString(
        template.resolve("notes.feature"),
        """
        Feature: Notes
          Note what a topic says.

          @intent
          Scenario: Scope
            Given a seed with id starting "topic:"

          @agent @llm @id:noter
          Scenario: A topic is noted
            Given facts under "Seeds"
            When the agent is asked
              \"""
              Note the topic (%s).
              \"""
            Then it proposes 1 fact under "Notes" with ids starting "note:"
        """
            .formatted(version));
    Files.writeString(
        template.resolve("notes.yaml"),
        """
        name: notes
        version: %s
        spec: notes.feature
        agents:
          - { id: noter, requirements: analysis }
        """
            .formatted(version));
  }

  private void answer(HttpExchange exchange) throws IOException {
    String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean good = request.contains("\"model\":\"good\"");
    boolean judges = request.contains("give one mark");
    models.add((good ? "good" : "bad") + (judges ? " judges" : ""));
    boolean bad = request.contains("Nothing is known");
    String content =
        judges
            ? "{\"Marks\":[{\"content\":\"It decides.\",\"data\":{\"mark\":%d},\"cites\":[\"criterion:1\"],\"confidence\":0.9}]}"
                .formatted(bad ? badMark : 5)
            : "{\"Notes\":[{\"content\":\"%s.\",\"cites\":[\"topic:bees\"],\"confidence\":0.9}]}"
                .formatted(good ? "In a cluster" : "Nothing is known");
    byte[] bytes =
        ("{\"choices\":[{\"message\":{\"content\":%s},\"finish_reason\":\"stop\"}],"
                    .formatted(Json.of(content).canonical())
                + "\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":500}}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @AfterEach
  void close() {
    java.util.Objects.requireNonNull(opened).stop(0);
  }

  private record Said(int code, String text) {}

  private Said eval(String... more) {
    StringWriter out = new StringWriter();
    List<String> words =
        new ArrayList<>(
            List.of(
                "eval",
                folder.resolve("evals").toString(),
                "--templates",
                folder.resolve("templates/1.0.0").toString(),
                "--models",
                folder.resolve("models.yaml").toString(),
                "--mode",
                "live"));
    words.addAll(List.of(more));
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(words.toArray(String[]::new));
    return new Said(code, out.toString());
  }

  @Test
  void twoModelsAreComparedBySamplesThatAJudgeMarks() throws IOException {
    Path junit = folder.resolve("junit.xml");
    Said said =
        eval(
            "--samples",
            "2",
            "--model",
            "stub/bad",
            "--model",
            "stub/good",
            "--judge",
            "stub/good",
            "--reasons",
            "--show-prompt",
            "--junit",
            junit.toString());
    assertEquals(ExitCode.HALTED, said.code(), said.text());
    for (String line :
        List.of(
            "FAIL  bees stub/bad                    0 of 2 pass, rules 0.67, judge 2.00 of 5 (± 0.00), 1,500 tokens, 0.0015 USD",
            "sample 1: must_mention: no fact mentions \"cluster\"",
            "sample 2: 2 of 5: The note says where bees are in winter.: It decides.",
            "ok    bees stub/good                   2 of 2 pass, rules 1.00, judge 5.00 of 5",
            "judge's prompt: ",
            "Length is no merit.",
            "stub/good against stub/bad on 1 fixture",
            "  rules: better on 1, same on 0, worse on 0, overall +0.33",
            "  judge: better on 1, same on 0, worse on 0, overall +3.00",
            "0.012 USD in total",
            "0 of 1 fixtures pass")) {
      assertTrue(said.text().contains(line), () -> line + "\nis not in\n" + said.text());
    }
    assertEquals(
        List.of(
            "bad",
            "good judges",
            "bad",
            "good judges",
            "good",
            "good judges",
            "good",
            "good judges"),
        models);
    String xml = Files.readString(junit);
    assertTrue(xml.contains("tests=\"4\" failures=\"2\""), xml);
    assertTrue(xml.contains("name=\"bees [stub/good sample 2]\""), xml);
  }

  @Test
  void whatFellBehindTheBaselineDoesNotHold() {
    String scores = folder.resolve("scores.json").toString();
    Said first = eval("--model", "stub/good", "--judge", "stub/good", "--scores", scores);
    assertEquals(ExitCode.CONVERGED, first.code(), first.text());
    Said same = eval("--model", "stub/good", "--judge", "stub/good", "--baseline", scores);
    assertEquals(ExitCode.CONVERGED, same.code(), same.text());
    try {
      Files.writeString(
          folder.resolve("evals/bees.yaml"),
          Files.readString(folder.resolve("evals/bees.yaml")).replace("cluster]", "winter]"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    Said worse = eval("--model", "stub/good", "--baseline", scores);
    assertEquals(ExitCode.HALTED, worse.code(), worse.text());
    assertTrue(
        worse.text().contains("rules: 0.67 (expected: about 1.00, as it was)"), worse.text());
  }

  @Test
  void twoVersionsAreCompared() throws IOException {
    template("1.1.0");
    Said said =
        eval(
            "--templates",
            folder.resolve("templates/1.1.0").toString(),
            "--template-version",
            "1.0.0",
            "--template-version",
            "1.1.0",
            "--model",
            "stub/good");
    assertEquals(ExitCode.CONVERGED, said.code(), said.text());
    assertTrue(
        said.text().contains("@1.1.0 stub/good against @1.0.0 stub/good on 1 fixture"),
        said.text());
  }

  @Test
  void itEndsWhenAsMuchWasSpentAsMayBe() {
    Said said = eval("--samples", "5", "--model", "stub/good", "--max-cost-usd", "0.002");
    assertEquals(ExitCode.ERROR, said.code(), said.text());
    assertTrue(
        said.text().contains("0.003 USD were spent (expected: at most 0.002; --max-cost-usd)"),
        said.text());
    assertEquals(2, models.size());
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    for (String[] wrong :
        new String[][] {
          {"--samples", "0", "--samples: 0 (expected: 1 to 50)"},
          {"--model", "good", "model: good (expected: PROVIDER/MODEL)"},
          {"--tolerance", "2", "--tolerance: 2.0 (expected: 0 to 1)"},
          {"--baseline", "none.json", "none.json cannot be read"},
        }) {
      Said said = eval(wrong[0], wrong[1]);
      assertEquals(ExitCode.USAGE, said.code(), said.text());
      assertTrue(said.text().contains(wrong[2]), said.text());
    }
    Said offline = eval("--mode", "offline", "--model", "stub/good");
    assertFalse(offline.code() == ExitCode.CONVERGED, offline.text());
  }
}
