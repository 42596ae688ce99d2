package dev.converge.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.converge.cli.config.Config;
import dev.converge.core.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A provider that speaks as OpenAI does and can be away.
final class StubProvider implements AutoCloseable {
  private static final Pattern TOPIC = Pattern.compile("topic number ([0-9]+)");
  private static final int PROMPT_TOKENS = 10;
  private static final int COMPLETION_TOKENS = 5;

  /// Tokens of each call that is answered.
  static final int TOKENS = PROMPT_TOKENS + COMPLETION_TOKENS;

  private final HttpServer server;
  private final Map<String, Integer> answered = new ConcurrentHashMap<>();
  private final Map<String, Long> askedAfterReturn = new ConcurrentHashMap<>();
  private volatile boolean away;
  private volatile Duration pause = Duration.ZERO;
  private volatile long returnedAt;

  StubProvider() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  /// How often each call was answered; calls of other flows than `judged` by agent.
  Map<String, Integer> answered() {
    return answered;
  }

  int port() {
    return server.getAddress().getPort();
  }

  /// Thinks before each answer.
  void think(Duration time) {
    pause = time;
  }

  void goAway() {
    away = true;
  }

  void comeBack() {
    askedAfterReturn.clear();
    returnedAt = System.nanoTime();
    away = false;
  }

  /// The longest time that a run let pass before it asked again.
  Duration slowest() {
    return Duration.ofNanos(
        askedAfterReturn.values().stream().mapToLong(Long::longValue).max().orElse(0));
  }

  private void answer(HttpExchange exchange) throws IOException {
    String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Matcher topic = TOPIC.matcher(request);
    if (away) {
      reply(exchange, 503, "{}");
      return;
    }
    if (!topic.find()) {
      keepContract(exchange, request);
      return;
    }
    boolean judges = request.contains("Judge the note");
    String run = topic.group(1);
    if (returnedAt > 0) {
      askedAfterReturn.putIfAbsent(run, System.nanoTime() - returnedAt);
    }
    answered.merge((judges ? "judge " : "note ") + run, 1, Integer::sum);
    LockSupport.parkNanos(pause.toNanos());
    String key = judges ? "Verdicts" : "Notes";
    String cites = judges ? "note:1" : "topic:1";
    String content =
        "{\"%s\":[{\"content\":\"On topic number %s.\",\"cites\":[\"%s\"],\"confidence\":0.9}]}"
            .formatted(key, run, cites);
    reply(exchange, 200, completion(content));
  }

  /// Answers an agent of any flow as its contract asks.
  private void keepContract(HttpExchange exchange, String text) throws IOException {
    Json.Obj request = text.isEmpty() ? Json.Obj.EMPTY : (Json.Obj) Json.parse(text);
    Optional<String> agent = ContractAnswers.agent(request);
    if (agent.isEmpty()) {
      reply(exchange, 404, "{}");
      return;
    }
    answered.merge(agent.get(), 1, Integer::sum);
    reply(exchange, 200, completion(ContractAnswers.answer(request).canonical()));
  }

  private static String completion(String content) {
    return "{\"choices\":[{\"message\":{\"content\":%s},\"finish_reason\":\"stop\"}],"
            .formatted(Json.of(content).canonical())
        + "\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d}}"
            .formatted(PROMPT_TOKENS, COMPLETION_TOKENS);
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /// A whole server with this provider alone, over a folder, with the template `judged` in it.
  Served serving(Path folder) throws Exception {
    if (!Files.exists(folder.resolve("templates"))) {
      template(folder);
    }
    Path models = models(folder);
    Map<String, List<String>> flags = new HashMap<>();
    flags.put("--port", List.of("0"));
    flags.put("--grace-period", List.of("2s"));
    flags.put("--data", List.of(folder.resolve("data").toString()));
    flags.put("--templates", List.of(folder.resolve("templates").toString()));
    flags.put("--models", List.of(models.toString()));
    return Served.start(Config.load(flags, Map.of(), folder), Map.of());
  }

  /// Writes the file that names this provider alone.
  Path models(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("models.yaml"),
        """
        providers:
          stub: { api: openai-compatible, base_url: "http://127.0.0.1:%d/v1", local: true, max_concurrent: 64 }
        models:
          - { provider: stub, model: m, input_usd: 1, output_usd: 1, latency_ms: 100, context: 200000, quality: 1,
              reasoning: true, structured_output: true }
        """
            .formatted(port()));
  }

  /// Writes the template `judged`.
  static void template(Path folder) throws IOException {
    Path templates = Files.createDirectories(folder.resolve("templates/judged"));
    Files.writeString(
        templates.resolve("judged.feature"),
        """
        Feature: Judged notes
          Note what a topic says, and judge it.

          @intent
          Scenario: Scope
            Given a seed with id starting "topic:"

          @agent @llm @id:noter
          Scenario: A topic is noted
            Given facts under "Seeds"
            When the agent is asked
              \"""
              Note the topic.
              \"""
            Then it proposes 1 fact under "Notes" with ids starting "note:"

          @agent @llm @id:judge
          Scenario: A note is judged
            Given facts under "Notes"
            When the agent is asked
              \"""
              Judge the note.
              \"""
            Then it proposes 1 fact under "Verdicts" with ids starting "verdict:"
        """);
    Files.writeString(
        templates.resolve("judged.yaml"),
        """
        name: judged
        version: 1.0.0
        spec: judged.feature
        agents:
          - { id: noter, requirements: analysis }
          - { id: judge, requirements: analysis }
        """);
  }
}
