package dev.converge.interop;

import dev.converge.core.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Requests to a server, and waiting for what they lead to.
record HttpCalls(HttpClient client, String url) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long LOOK_AGAIN_NANOS = 5_000_000;

  static HttpCalls to(String url) {
    return new HttpCalls(HttpClient.newHttpClient(), url);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE);
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static Json.Obj json(HttpResponse<String> answer) {
    if (answer.statusCode() >= 300) {
      throw new AssertionError(answer.statusCode() + ": " + answer.body());
    }
    return (Json.Obj) Json.parse(answer.body());
  }

  Json.Obj post(String path, String body) {
    return json(
        send(
            request(path)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build()));
  }

  Json.Obj get(String path) {
    return json(send(request(path).GET().build()));
  }

  static String text(Json.Obj object, String name) {
    return object.get(name).orElse(null) instanceof Json.Str(var text) ? text : "";
  }

  /// Waits until something is so.
  static void until(String what, BooleanSupplier so) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + PATIENCE.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
