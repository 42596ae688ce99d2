package dev.converge.domain.tool;

import dev.converge.core.agent.FailureKind;
import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.core.text.Shortened;
import dev.converge.engine.agent.RetryAfter;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Calls tools. Thread-safe.
final class ToolCaller {
  /// Maximum size of a response, in bytes.
  static final int MAX_ANSWER = 1 << 20;

  /// Number of characters of a response that a failure quotes.
  static final int QUOTED = 200;

  private static final int OK = 200;
  private static final int REDIRECT = 300;
  private static final int CLIENT_ERROR = 400;
  private static final int TOO_EARLY = 425;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;
  private static final int BAD_GATEWAY = 502;
  private static final int GATEWAY_TIMEOUT = 504;

  private final GuardedHttp http;
  private final Secrets secrets;
  private final InstantSource clock;

  /// @param clock the wall clock, for times in a response
  ToolCaller(GuardedHttp http, Secrets secrets, InstantSource clock) {
    this.http = http;
    this.secrets = secrets;
    this.clock = clock;
  }

  /// The response of a tool: JSON, or a text if it is not JSON.
  ///
  /// @param key the same for the same call, even if it is repeated
  /// @throws InterruptedException if interrupted
  Json call(DeclaredTool tool, Json.Obj arguments, String key, Duration within)
      throws ToolException, InterruptedException {
    Duration time = within.compareTo(tool.timeout()) < 0 ? within : tool.timeout();
    return switch (tool.call()) {
      case DeclaredTool.Call.Http(var method) -> http(tool, method, arguments, key, time);
      case DeclaredTool.Call.Mcp(var named) ->
          new McpCall(this, tool, time).of(named, arguments, key);
    };
  }

  private Json http(
      DeclaredTool tool, String method, Json.Obj arguments, String key, Duration within)
      throws ToolException, InterruptedException {
    Map<String, Json> left = new TreeMap<>(arguments.fields());
    boolean query = method.equals("GET") || method.equals("DELETE");
    URI uri = ToolAddress.of(tool.url(), arguments, left, query);
    SortedMap<String, String> headers = new TreeMap<>();
    headers.put("Accept", "application/json, text/plain;q=0.5, */*;q=0.1");
    String body = "";
    if (!query) {
      body = Json.object(left).canonical();
      headers.put("Content-Type", "application/json");
    }
    if (!method.equals("GET")) {
      headers.put("Idempotency-Key", key);
    }
    return exchange(
        tool,
        new GuardedHttp.Asked(method, uri, headers, body),
        within,
        answer -> parsed(answer, shown(tool, answer.text(MAX_ANSWER))));
  }

  /// Makes a request with the tool's own headers; a response without success is a failure.
  <T> T exchange(
      DeclaredTool tool, GuardedHttp.Asked asked, Duration within, GuardedHttp.Reader<T> reader)
      throws ToolException, InterruptedException {
    SortedMap<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(asked.headers());
    for (Map.Entry<String, String> header : tool.headers().entrySet()) {
      headers.put(header.getKey(), secrets.filled(header.getValue()));
    }
    GuardedHttp.Asked whole =
        new GuardedHttp.Asked(asked.method(), asked.uri(), headers, asked.body());
    return http.exchange(
        whole,
        tool.reach(),
        within,
        answer -> {
          if (answer.status() < OK || answer.status() >= REDIRECT) {
            throw refused(tool, answer);
          }
          return reader.read(answer);
        });
  }

  private ToolException refused(DeclaredTool tool, HttpAnswer answer) throws IOException {
    int status = answer.status();
    if (status < CLIENT_ERROR) {
      return new ToolException(
          FailureKind.FORBIDDEN,
          "answered "
              + status
              + "; redirects are not followed (expected: the final address in url)");
    }
    String said = shown(tool, answer.text(MAX_ANSWER)).strip().replaceAll("\\s+", " ");
    String message =
        "answered " + status + (said.isEmpty() ? "" : ": " + Shortened.of(said, QUOTED));
    boolean away =
        status == TOO_MANY
            || status == REQUEST_TIMEOUT
            || status == TOO_EARLY
            || (status >= BAD_GATEWAY && status <= GATEWAY_TIMEOUT);
    FailureKind kind =
        away
            ? FailureKind.OUTAGE
            : status >= SERVER_ERROR ? FailureKind.UNAVAILABLE : FailureKind.REFUSED;
    @Nullable Duration after =
        answer
            .header("retry-after")
            .flatMap(text -> RetryAfter.of(text, clock.instant()))
            .orElse(null);
    return new ToolException(kind, message, after);
  }

  /// A text without the tool's secrets, in case the tool sends one back.
  String shown(DeclaredTool tool, String text) {
    return secrets.hidden(text, tool.headers().values());
  }

  private static Json parsed(HttpAnswer answer, String text) throws ToolException {
    String type = answer.header("content-type").orElse("").toLowerCase(Locale.ROOT);
    boolean json = type.contains("json");
    if (!json && !type.isEmpty()) {
      return Json.of(text);
    }
    return json(text, json);
  }

  /// A text as JSON.
  ///
  /// @param must whether it is a failure if the text is not JSON
  static Json json(String text, boolean must) throws ToolException {
    try {
      return Json.parse(text);
    } catch (JsonException e) {
      if (must) {
        throw new ToolException(FailureKind.MALFORMED, "its answer is no JSON: " + e.getMessage());
      }
      return Json.of(text);
    }
  }
}
