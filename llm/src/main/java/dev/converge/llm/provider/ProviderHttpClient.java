package dev.converge.llm.provider;

import dev.converge.core.json.Json;
import dev.converge.engine.agent.CallScope;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The HTTP client under the providers. What came back of a call is kept whole: status, headers and
/// body. Thread-safe.
final class ProviderHttpClient {
  /// Maximum bytes of an answer that are read.
  static final long MAX_BODY_BYTES = 16 * 1024 * 1024;

  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /// How long a probe waits for a provider.
  static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

  private final HttpClient client;

  ProviderHttpClient(HttpClient client) {
    this.client = client;
  }

  static HttpClient client() {
    return HttpClient.newBuilder()
        .connectTimeout(CONNECT_TIMEOUT)
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
  }

  /// What is known of one call. Used by one thread.
  static final class Call {
    final Duration within;

    /// Host and port of the provider, or `null` as long as no request is sent.
    @Nullable String address;

    @Nullable Response response;
    @Nullable Exception failure;

    Call(Duration within) {
      this.within = within;
    }

    /// What came back, with what came of its continuation.
    void joined(Json.Obj body) {
      if (response != null) {
        response = new Response(response.status(), response.headers(), body.canonical());
      }
    }
  }

  /// What came back.
  ///
  /// @param status of HTTP
  /// @param headers of the response
  /// @param body as text, or `null` if it is not UTF-8
  record Response(int status, HttpHeaders headers, @Nullable String body) {
    static Response of(HttpResponse<byte[]> response) {
      return new Response(response.statusCode(), response.headers(), text(response.body()));
    }

    private static @Nullable String text(byte[] bytes) {
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException _) {
        return null;
      }
    }
  }

  /// Whether a server answers a request at an address with anything that says that it is there. No
  /// key is sent.
  boolean reaches(String url) {
    try {
      var request = HttpRequest.newBuilder(URI.create(url)).timeout(PROBE_TIMEOUT).build();
      int status = client.send(request, BodyHandlers.discarding()).statusCode();
      return status < 500 && status != 408 && status != 429;
    } catch (IOException | IllegalArgumentException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Sends a request and keeps what came back, or why nothing did.
  ///
  /// @param url where to
  void post(Call call, String url, ProviderRequest request) {
    exchange(call, url, request, BodyPublishers.ofString(request.text()), "POST");
  }

  /// The same without a body.
  void get(Call call, String url, ProviderRequest request) {
    exchange(call, url, request, BodyPublishers.noBody(), "GET");
  }

  private void exchange(
      Call call, String url, ProviderRequest request, BodyPublisher body, String method) {
    try {
      call.response = Response.of(send(call, url, request, body, method));
    } catch (IllegalArgumentException | InterruptedException | TimeoutException e) {
      call.failure = e;
    } catch (ExecutionException e) {
      call.failure = e.getCause() instanceof IOException io ? io : e;
    }
  }

  private HttpResponse<byte[]> send(
      Call call, String url, ProviderRequest request, BodyPublisher body, String method)
      throws InterruptedException, TimeoutException, ExecutionException {
    URI uri = URI.create(url + request.path());
    call.address = uri.getRawAuthority();
    var builder =
        HttpRequest.newBuilder(uri).timeout(call.within).header("Content-Type", "application/json");
    if (url.startsWith("http:")) {
      // No upgrade to HTTP/2 is offered to a server on the same machine: some stumble over it.
      builder.version(HttpClient.Version.HTTP_1_1);
    }
    request.headers().forEach(builder::header);
    if (CallScope.TRACE_PARENT.isBound()) {
      builder.header("traceparent", CallScope.TRACE_PARENT.get());
    }
    builder.method(method, body);
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(
            builder.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BODY_BYTES));
    try {
      // The request's own timeout ends with the headers; this one covers a slow body as well.
      return sent.get(call.within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | TimeoutException e) {
      sent.cancel(true);
      throw e;
    }
  }
}
