package dev.converge.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Sends requests to one server, again where that is safe.
final class Sender {
  /// Longer than a wait for a job, and than the pause between two heartbeats on a stream.
  private static final Duration SILENCE = Duration.ofSeconds(45);

  private static final long FIRST_PAUSE_MS = 250;
  private static final long LONGEST_PAUSE_MS = 10_000;

  /// From here on the pause has reached its longest.
  private static final int MAX_DOUBLINGS = 10;

  private final String base;
  private final @Nullable String apiKey;
  private final int retries;
  private final Transport transport;

  Sender(URI server, @Nullable String apiKey, int retries, Transport transport) {
    this.base = server.toString().replaceAll("/+$", "");
    this.apiKey = apiKey;
    this.retries = retries;
    this.transport = transport;
  }

  /// Sends a call and reads the JSON of its answer.
  JsonObject json(ApiCall call) {
    return JsonObject.parse(new String(bytes(call), StandardCharsets.UTF_8));
  }

  /// Sends a call, again if it got no answer or was put off and can be repeated.
  byte[] bytes(ApiCall call) {
    for (int attempt = 1; ; attempt++) {
      RefusedException refused = null;
      try (Transport.Response response = open(call)) {
        return all(response.body());
      } catch (IOException e) {
        if (isInterrupt(e) || !call.repeatable || attempt > retries) {
          throw unreachable(e);
        }
      } catch (RefusedException e) {
        if (!mayRepeat(call, e) || attempt > retries) {
          throw e;
        }
        refused = e;
      }
      try {
        Thread.sleep(pauseMillis(attempt, refused));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UnreachableException("interrupted between two attempts", e);
      }
    }
  }

  private static boolean mayRepeat(ApiCall call, RefusedException refused) {
    return refused.wasPutOff() || (refused.isTemporary() && call.repeatable);
  }

  UnreachableException unreachable(IOException e) {
    return new UnreachableException(base + " does not answer: " + e, e);
  }

  /// Whether the thread was interrupted, rather than the time over.
  static boolean isInterrupt(IOException e) {
    return e instanceof InterruptedIOException && Thread.currentThread().isInterrupted();
  }

  /// How long to wait before the next attempt. It is random, so that clients that were cut off
  /// together do not come back together.
  static long pauseMillis(int attempt, @Nullable RefusedException refused) {
    long most = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << Math.min(attempt, MAX_DOUBLINGS));
    long asked = refused == null ? 0 : refused.retryAfter().map(Duration::toMillis).orElse(0L);
    return asked + ThreadLocalRandom.current().nextLong(most);
  }

  /// Sends a call once and returns with the head of its answer, which is a success.
  ///
  /// @throws IOException if there is no answer
  /// @throws RefusedException if the answer is an error
  Transport.Response open(ApiCall call) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>(call.headers);
    byte[] body = null;
    if (call.body != null) {
      body = JsonText.write(call.body).getBytes(StandardCharsets.UTF_8);
      headers.put("content-type", "application/json");
    }
    if (apiKey != null) {
      headers.put("authorization", "Bearer " + apiKey);
    }
    URI uri = URI.create(base + call.path + search(call.query));
    Transport.Response response =
        transport.send(new Transport.Request(call.method, uri, headers, body, SILENCE));
    if (response.status() >= 200 && response.status() < 300) {
      return response;
    }
    try (response) {
      String text = new String(all(response.body()), StandardCharsets.UTF_8);
      throw new RefusedException(
          response.status(), response.header("x-request-id"), response.header("retry-after"), text);
    }
  }

  private static byte[] all(InputStream body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] part = new byte[8192];
    for (int count = body.read(part); count >= 0; count = body.read(part)) {
      bytes.write(part, 0, count);
    }
    return bytes.toByteArray();
  }

  private static String search(Map<String, String> query) {
    StringBuilder search = new StringBuilder();
    for (Map.Entry<String, String> parameter : query.entrySet()) {
      search.append(search.length() == 0 ? '?' : '&').append(encoded(parameter.getKey()));
      search.append('=').append(encoded(parameter.getValue()));
    }
    return search.toString();
  }

  /// Text as a part of a path or a query.
  static String encoded(String text) {
    try {
      // Android has no encoder that takes a Charset until API 33.
      return URLEncoder.encode(text, "UTF-8").replace("+", "%20");
    } catch (UnsupportedEncodingException e) {
      throw new AssertionError("every Java has UTF-8", e);
    }
  }
}
