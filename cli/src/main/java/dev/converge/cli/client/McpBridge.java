package dev.converge.cli.client;

import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.core.json.OptionalMembers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Connects a Model Context Protocol client that started this process, over lines of text, with a
/// server, over HTTP. Each message of the client is a separate request, so after a restart, the
/// server continues with the next one.
public final class McpBridge {
  /// Maximum number of concurrent requests; further requests are read later.
  static final int MAX_REQUESTS = 64;

  /// How long a server that is not listening is retried, because it may be starting.
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofMillis(200);

  /// How long requests in progress can still be answered after the client has closed its end.
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

  private static final int PARSE_ERROR = -32_700;
  private static final int UNREACHABLE = -32_000;
  private static final String META_VERSION = "io.modelcontextprotocol/protocolVersion";

  private final URI endpoint;
  private final @Nullable String apiKey;
  private final PrintStream out;
  private final Semaphore room = new Semaphore(MAX_REQUESTS);
  private final Map<Json, Thread> underWay = new ConcurrentHashMap<>();
  private final HttpClient http = ServerClient.http();
  private volatile @Nullable String agreed;

  McpBridge(URI server, @Nullable String apiKey, PrintStream out) {
    this.endpoint = URI.create(server + "/mcp");
    this.apiKey = apiKey;
    this.out = out;
  }

  /// Forwards messages until the client closes its end.
  ///
  /// @throws IOException if the client cannot be read
  public void run(BufferedReader in) throws IOException, InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.isBlank()) {
          take(line, threads);
        }
      }
      if (!room.tryAcquire(MAX_REQUESTS, LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    }
  }

  private void take(String line, ExecutorService threads) throws InterruptedException {
    Json.Obj message;
    try {
      if (!(Json.parse(line) instanceof Json.Obj object)) {
        say(
            error(
                null, PARSE_ERROR, "Parse error: not an object (expected: one message per line)"));
        return;
      }
      message = object;
    } catch (JsonException e) {
      say(error(null, PARSE_ERROR, "Parse error: " + e.getMessage()));
      return;
    }
    Json id = message.get("id").orElse(null);
    String method = OptionalMembers.textOrEmpty(message, "method");
    if (id == null || method.isEmpty()) {
      if (method.equals("notifications/cancelled")) {
        cancel(message);
      }
      // The server keeps nothing between requests, so it does not need other notifications.
      return;
    }
    room.acquire();
    threads.execute(() -> {
      underWay.put(id, Thread.currentThread());
      try {
        pass(line, message, id, method);
      } finally {
        underWay.remove(id);
        room.release();
      }
    });
  }

  private void cancel(Json.Obj message) {
    OptionalMembers.object(message, "params")
        .flatMap(params -> params.get("requestId"))
        .map(underWay::get)
        .ifPresent(Thread::interrupt);
  }

  private void pass(String line, Json.Obj message, Json id, String method) {
    try {
      HttpResponse<InputStream> response = send(request(line, message, method));
      try (InputStream body = response.body()) {
        answer(response, body, id, method);
      }
    } catch (IOException e) {
      if (!Thread.currentThread().isInterrupted()) {
        say(error(id, UNREACHABLE, told(e)));
      }
    } catch (InterruptedException _) {
      // The client no longer wants the response, and must not get it.
      Thread.currentThread().interrupt();
    }
  }

  private String told(IOException e) {
    return e instanceof ConnectException
        ? "no server answers at " + endpoint + " (expected: a running `converge serve`)"
        : "the connection to "
            + endpoint
            + " failed: "
            + e.getMessage()
            + ". Runs continue on the server; try again.";
  }

  private HttpRequest request(String line, Json.Obj message, String method) {
    Json.Obj params = OptionalMembers.object(message, "params").orElse(Json.Obj.EMPTY);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(line));
    Optional<String> version =
        OptionalMembers.object(params, "_meta")
            .flatMap(meta -> OptionalMembers.text(meta, META_VERSION));
    version
        .or(() -> Optional.ofNullable(agreed))
        .ifPresent(it -> header(request, "MCP-Protocol-Version", it));
    if (version.isPresent()) {
      header(request, "Mcp-Method", method);
      OptionalMembers.text(params, method.equals("resources/read") ? "uri" : "name")
          .ifPresent(name -> header(request, "Mcp-Name", name));
    }
    if (apiKey != null) {
      request.header("Authorization", "Bearer " + apiKey);
    }
    return request.build();
  }

  /// Values that no header can contain are sent in Base64, as the protocol requires.
  private static void header(HttpRequest.Builder request, String name, String value) {
    boolean plain =
        value.chars().allMatch(c -> c >= 0x20 && c <= 0x7E) && value.equals(value.strip());
    request.header(
        name,
        plain && !value.startsWith("=?")
            ? value
            : "=?base64?"
                + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))
                + "?=");
  }

  private HttpResponse<InputStream> send(HttpRequest request)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      } catch (ConnectException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(PAUSE);
      }
    }
  }

  private void answer(HttpResponse<InputStream> response, InputStream body, Json id, String method)
      throws IOException {
    String type = response.headers().firstValue("content-type").orElse("");
    if (type.startsWith("text/event-stream")) {
      stream(body, id);
      return;
    }
    String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
    if (!type.startsWith("application/json")) {
      say(error(id, UNREACHABLE, problem(response.statusCode(), text)));
      return;
    }
    if (method.equals("initialize")) {
      remember(text);
    }
    say(text);
  }

  private void stream(InputStream body, Json id) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    boolean answered = false;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("data:")) {
        String message = line.substring("data:".length()).strip();
        answered = Json.parse(message) instanceof Json.Obj object && object.get("id").isPresent();
        say(message);
      }
    }
    if (!answered) {
      say(error(id, UNREACHABLE, told(new IOException("the stream ended early"))));
    }
  }

  private void remember(String answer) {
    if (Json.parse(answer) instanceof Json.Obj object) {
      agreed =
          OptionalMembers.object(object, "result")
              .flatMap(result -> OptionalMembers.text(result, "protocolVersion"))
              .orElse(agreed);
    }
  }

  /// A response of the server that does not belong to the protocol, for example for an invalid
  /// credential.
  private static String problem(int status, String text) {
    try {
      if (Json.parse(text) instanceof Json.Obj problem) {
        return ProblemText.of(problem);
      }
    } catch (JsonException _) {
      // Reported below.
    }
    return "the server answered " + status;
  }

  private static String error(@Nullable Json id, int code, String message) {
    Json error = Json.object().put("code", code).put("message", message).build();
    return Json.object()
        .put("jsonrpc", "2.0")
        .put("id", id)
        .put("error", error)
        .build()
        .canonical();
  }

  private void say(String message) {
    synchronized (out) {
      out.println(message);
      out.flush();
    }
  }
}
