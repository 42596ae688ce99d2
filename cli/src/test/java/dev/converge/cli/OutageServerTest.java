package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.converge.cli.config.Config;
import dev.converge.cli.serve.Serving;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole server with live runs whose model provider goes away. The long tier has as many runs and
/// outages as long as an operator meets; the build has fewer of both.
final class OutageServerTest {
  private static final boolean LONG = "long".equals(System.getProperty("converge.tests"));
  private static final int RUNS = LONG ? 200 : 24;
  private static final List<Duration> OUTAGES =
      LONG
          ? List.of(
              Duration.ofSeconds(1),
              Duration.ofSeconds(10),
              Duration.ofSeconds(60),
              Duration.ofSeconds(300))
          : List.of(Duration.ofSeconds(1));

  /// Within which every run asks again once the provider is back, and what a busy machine adds.
  private static final Duration SOON = Duration.ofSeconds(5).plusSeconds(LONG ? 1 : 5);

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern TOPIC = Pattern.compile("topic number ([0-9]+)");

  /// A provider that speaks as OpenAI does and can be away.
  private static final class Provider implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Integer> answered = new ConcurrentHashMap<>();
    private final Map<String, Long> askedAfterReturn = new ConcurrentHashMap<>();
    private volatile boolean away;
    private volatile long returnedAt;

    Provider() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
      server.createContext("/", this::answer);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
    }

    int port() {
      return server.getAddress().getPort();
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
      if (away || !topic.find()) {
        reply(exchange, away ? 503 : 404, "{}");
        return;
      }
      boolean judges = request.contains("Judge the note");
      String run = topic.group(1);
      if (returnedAt > 0) {
        askedAfterReturn.putIfAbsent(run, System.nanoTime() - returnedAt);
      }
      answered.merge((judges ? "judge " : "note ") + run, 1, Integer::sum);
      String key = judges ? "Verdicts" : "Notes";
      String cites = judges ? "note:1" : "topic:1";
      String content =
          "{\\\"%s\\\":[{\\\"content\\\":\\\"On topic number %s.\\\",\\\"cites\\\":[\\\"%s\\\"],\\\"confidence\\\":0.9}]}"
              .formatted(key, run, cites);
      reply(
          exchange,
          200,
          "{\"choices\":[{\"message\":{\"content\":\"%s\"},\"finish_reason\":\"stop\"}],"
                  .formatted(content)
              + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}");
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
  }

  @TempDir private Path folder = Path.of("");
  private @org.jspecify.annotations.Nullable Provider opened;

  @BeforeEach
  void open() throws IOException {
    opened = new Provider();
  }

  @AfterEach
  void close() {
    provider().close();
  }

  private Provider provider() {
    return java.util.Objects.requireNonNull(opened);
  }

  private Serving server() throws Exception {
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
    Path models =
        Files.writeString(
            folder.resolve("models.yaml"),
            """
            providers:
              stub: { api: openai-compatible, base_url: "http://127.0.0.1:%d/v1", local: true, max_concurrent: 64 }
            models:
              - { provider: stub, model: m, input_usd: 1, output_usd: 1, latency_ms: 100, context: 200000, quality: 1,
                  reasoning: true, structured_output: true }
            """
                .formatted(provider().port()));
    Map<String, List<String>> flags = new HashMap<>();
    flags.put("--port", List.of("0"));
    flags.put("--grace-period", List.of("2s"));
    flags.put("--data", List.of(folder.resolve("data").toString()));
    flags.put("--templates", List.of(folder.resolve("templates").toString()));
    flags.put("--models", List.of(models.toString()));
    return Serving.start(Config.load(flags, Map.of(), folder), Map.of());
  }

  private static AggregatedHttpResponse post(Serving server, String path, String body) {
    return WebClient.of(server.url())
        .execute(
            RequestHeaders.of(HttpMethod.POST, path, HttpHeaderNames.CONTENT_TYPE, MediaType.JSON),
            body)
        .aggregate()
        .join();
  }

  private static String get(Serving server, String path) {
    return WebClient.of(server.url()).get(path).aggregate().join().contentUtf8();
  }

  private static String submit(Serving server, int topic, String policy) {
    String body =
        "{\"template\":\"judged\",\"mode\":\"live\",%s\"seeds\":[{\"id\":\"topic:1\",\"content\":\"topic number %d\"}]}"
            .formatted(policy, topic);
    AggregatedHttpResponse answer = post(server, "/api/v1/jobs", body);
    assertEquals(202, answer.status().code(), answer::contentUtf8);
    return "/api/v1/jobs/" + HeldJobs.text(answer.contentUtf8(), "job_id");
  }

  private static void until(String what, BooleanSupplier so) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!so.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, what);
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Test
  void everyRunWaitsForTheProviderGoesOnSoonAfterItIsBackAndPaysNothingTwice() throws Exception {
    try (Serving server = server()) {
      int topics = 0;
      for (Duration outage : OUTAGES) {
        int before = provider().answered.size();
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
          if (i == RUNS / 2) {
            // Half of the runs lose their provider in the middle, the others never had it.
            until("half is under way", () -> provider().answered.size() > before + RUNS / 4);
            provider().goAway();
          }
          jobs.add(submit(server, topics++, ""));
        }
        LockSupport.parkNanos(outage.toNanos());
        provider().comeBack();
        for (String job : jobs) {
          String over = get(server, job + "?wait=60s");
          assertEquals("converged", HeldJobs.text(over, "status"), over);
        }
        assertTrue(
            provider().slowest().compareTo(SOON) <= 0,
            () -> outage + " away: asked again only after " + provider().slowest());
      }
      assertEquals(2 * topics, provider().answered.size());
      provider()
          .answered
          .forEach((call, times) -> assertEquals(1, times, call + " was paid twice"));
    }
  }

  @Test
  void aJobThatMayNotWaitHaltsAtOnceSaysWhyAndCanBeContinued() throws Exception {
    try (Serving server = server()) {
      provider().goAway();
      String job = submit(server, 7, "\"policy\":{\"on_outage\":\"halt\"},");
      String halted = get(server, job + "?wait=30s");
      assertEquals("halted", HeldJobs.text(halted, "status"), halted);
      assertEquals("provider_unavailable", HeldJobs.text(halted, "reason"), halted);
      assertTrue(halted.contains("stub is away and the policy is on_outage: halt"), halted);
      provider().comeBack();
      AggregatedHttpResponse answer = post(server, job + "/continue", "{\"actor\":\"ann\"}");
      assertEquals(202, answer.status().code(), answer::contentUtf8);
      String over = get(server, job + "?wait=30s");
      assertEquals("converged", HeldJobs.text(over, "status"), over);
      provider()
          .answered
          .forEach((call, times) -> assertEquals(1, times, call + " was paid twice"));
    }
  }
}
