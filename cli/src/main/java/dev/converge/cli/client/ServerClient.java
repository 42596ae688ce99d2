package dev.converge.cli.client;

import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.core.text.EnumWord;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Calls a server over its HTTP API. A stream that ends without the final event is unfinished
/// according to the contract, so it is resumed after the last event that was read.
public final class ServerClient {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int MAX_RECONNECTS = 60;
  private final URI server;
  private final @Nullable String apiKey;
  private final HttpClient http = http();

  ServerClient(URI server, @Nullable String apiKey) {
    this.server = server;
    this.apiKey = apiKey;
  }

  /// An HTTP client that does not follow redirects to other servers.
  static HttpClient http() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT)
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
  }

  /// Sends a GET request and reads the JSON answer.
  public Json.Obj get(String path) {
    return call(request(path).GET().build());
  }

  /// Sends a GET request and reads the answer as text for people.
  public String text(String path) {
    HttpRequest request = request(path).setHeader("Accept", "text/plain").GET().build();
    HttpResponse<String> response = send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 400) {
      throw problem(response.statusCode(), response.body());
    }
    return response.body();
  }

  /// Sends a GET request and reads the response unchanged.
  public byte[] bytes(String path) {
    HttpRequest request = request(path).setHeader("Accept", "*/*").GET().build();
    HttpResponse<byte[]> response = send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() >= 400) {
      throw problem(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
    }
    return response.body();
  }

  /// Sends a POST request and reads the JSON answer.
  public Json.Obj post(String path, Json.Obj body, @Nullable String idempotencyKey) {
    HttpRequest.Builder builder =
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.canonical()));
    if (idempotencyKey != null) {
      builder.header("Idempotency-Key", idempotencyKey);
    }
    return call(builder.build());
  }

  /// Sends a DELETE request and reads the JSON answer.
  public Json.Obj delete(String path) {
    return call(request(path).DELETE().build());
  }

  /// Writes the content of a path to a new file.
  public void download(String path, Path to) {
    HttpRequest request = request(path).setHeader("Accept", "application/zip").GET().build();
    HttpResponse<InputStream> response = send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() >= 400) {
        throw problem(
            response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
      }
      Files.copy(body, to);
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE, to + " cannot be written: " + e.getMessage(), e);
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(server + path)).header("Accept", "application/json");
    if (apiKey != null) {
      builder.header("Authorization", "Bearer " + apiKey);
    }
    return builder;
  }

  private Json.Obj call(HttpRequest request) {
    HttpResponse<String> response = send(request, HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 400) {
      throw problem(response.statusCode(), response.body());
    }
    return object(response.body());
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (ConnectException e) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE,
          "no server answers at " + server + " (expected: a running `converge serve`)",
          e);
    } catch (IOException e) {
      throw new ConvergeException(
          ErrorCode.UNAVAILABLE, "the connection to " + server + " failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConvergeException(ErrorCode.UNAVAILABLE, "interrupted", e);
    }
  }

  private static Json.Obj object(String body) {
    try {
      if (Json.parse(body) instanceof Json.Obj object) {
        return object;
      }
    } catch (JsonException e) {
      throw new ConvergeException(
          ErrorCode.INTERNAL, "the server's answer is not JSON: " + e.getMessage(), e);
    }
    throw new ConvergeException(ErrorCode.INTERNAL, "the server's answer is not a JSON object");
  }

  /// The server's problem with its pointers, as one message.
  private static ConvergeException problem(int status, String body) {
    ErrorCode code = ErrorCode.INTERNAL;
    String message = "the server answered " + status;
    try {
      if (Json.parse(body) instanceof Json.Obj problem) {
        String type = LiveView.text(problem, "type");
        for (ErrorCode known : ErrorCode.values()) {
          String name = EnumWord.of(known);
          if (type.endsWith(":" + name) || type.endsWith(":" + name.replace('_', '-'))) {
            code = known;
          }
        }
        message = ProblemText.of(problem) + pointers(problem);
      }
    } catch (JsonException e) {
      message += ", not as a problem document";
    }
    return new ConvergeException(code, message);
  }

  private static String pointers(Json.Obj problem) {
    StringBuilder out = new StringBuilder();
    if (problem.get("errors").orElse(null) instanceof Json.Arr(var items)) {
      for (Json item : items) {
        if (item instanceof Json.Obj error) {
          out.append("\n  ").append(LiveView.text(error, "pointer"));
          out.append(": ").append(LiveView.text(error, "message"));
        }
      }
    }
    return out.toString();
  }

  /// Every event of a job's first run after a position, up to the last final one.
  public void watch(String jobId, long after, Consumer<Json.Obj> sink) {
    long position = after;
    for (int attempt = 0; attempt <= MAX_RECONNECTS; attempt++) {
      Position end = new Position(position);
      try {
        stream(jobId, end, sink);
      } catch (IOException | ConvergeException e) {
        if (attempt == 0 && end.sequence == after && !retryable(e)) {
          throw e instanceof ConvergeException c
              ? c
              : new ConvergeException(ErrorCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
        }
      }
      if (end.ended) {
        return;
      }
      attempt = end.sequence > position ? 0 : attempt;
      position = end.sequence;
      if (!end.epochEnded) {
        pause();
      }
    }
    throw new ConvergeException(
        ErrorCode.UNAVAILABLE,
        "the stream of " + jobId + " could not be resumed after event " + position);
  }

  private static boolean retryable(Exception e) {
    return !(e instanceof ConvergeException c) || c.code().retryable();
  }

  private static void pause() {
    try {
      Thread.sleep(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConvergeException(ErrorCode.UNAVAILABLE, "interrupted", e);
    }
  }

  private static final class Position {
    private long sequence;
    private boolean epochEnded;
    private boolean ended;

    Position(long sequence) {
      this.sequence = sequence;
    }
  }

  private void stream(String jobId, Position at, Consumer<Json.Obj> sink) throws IOException {
    HttpRequest request =
        request("/api/v1/jobs/" + jobId + "/stream")
            .setHeader("Accept", "text/event-stream")
            .header("Last-Event-ID", String.valueOf(at.sequence))
            .GET()
            .build();
    HttpResponse<InputStream> response = send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() == 204) {
        at.ended = true;
        return;
      }
      if (response.statusCode() >= 400) {
        throw problem(
            response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data:")) {
          Json.Obj event = object(line.substring(5).strip());
          at.sequence = sequence(event);
          at.epochEnded = event.get("summary").isPresent();
          sink.accept(event);
        }
      }
    }
  }

  private static long sequence(Json.Obj event) {
    return event.get("sequence").orElse(null) instanceof Json.Num(var value) ? (long) value : 0;
  }
}
