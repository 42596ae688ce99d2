package dev.converge.llm.provider;

import dev.converge.engine.CallScope;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
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

/// The HTTP client under the providers. It keeps what came back for the call that is under way:
/// status, headers and body, which the layer above would reduce to an exception. Thread-safe.
final class ProviderHttpClient implements HttpClient {
  /// Bytes of an answer that are read at most.
  static final long MAX_BODY_BYTES = 16 * 1024 * 1024;

  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /// How long a probe waits for a provider.
  static final Duration PROBE_TIMEOUT = Duration.ofSeconds(2);

  /// The call under way on this thread.
  static final ScopedValue<Call> CALL = ScopedValue.newInstance();

  private final java.net.http.HttpClient client;

  ProviderHttpClient(java.net.http.HttpClient client) {
    this.client = client;
  }

  static java.net.http.HttpClient client() {
    return java.net.http.HttpClient.newBuilder()
        .connectTimeout(CONNECT_TIMEOUT)
        .followRedirects(java.net.http.HttpClient.Redirect.NEVER)
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
      var request =
          java.net.http.HttpRequest.newBuilder(URI.create(url)).timeout(PROBE_TIMEOUT).build();
      int status = client.send(request, BodyHandlers.discarding()).statusCode();
      return status < 500 && status != 408 && status != 429;
    } catch (IOException | IllegalArgumentException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    Call call = CALL.get();
    Response response = Response.of(send(call, request));
    call.response = response;
    String body = response.body();
    if (response.status() / 100 != 2 || body == null) {
      throw new HttpException(response.status(), "");
    }
    return SuccessfulHttpResponse.builder()
        .statusCode(response.status())
        .headers(response.headers().map())
        .body(body)
        .build();
  }

  private HttpResponse<byte[]> send(Call call, HttpRequest request) {
    URI uri = URI.create(request.url());
    call.address = uri.getRawAuthority();
    var builder = java.net.http.HttpRequest.newBuilder(uri).timeout(call.within);
    if (request.url().startsWith("http:")) {
      // No upgrade to HTTP/2 is offered to a server on the same machine: some stumble over it.
      builder.version(java.net.http.HttpClient.Version.HTTP_1_1);
    }
    request
        .headers()
        .forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
    if (CallScope.TRACE_PARENT.isBound()) {
      builder.header("traceparent", CallScope.TRACE_PARENT.get());
    }
    builder.method(request.method().name(), BodyPublishers.ofString(request.body()));
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(
            builder.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BODY_BYTES));
    try {
      // The request's own timeout ends with the headers; this one covers a slow body as well.
      return sent.get(call.within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException | TimeoutException e) {
      sent.cancel(true);
      throw failed(call, e);
    } catch (ExecutionException e) {
      throw failed(call, e.getCause() instanceof IOException io ? io : e);
    }
  }

  private static RuntimeException failed(Call call, Exception e) {
    call.failure = e;
    return new IllegalStateException(e);
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    throw new UnsupportedOperationException("answers are not streamed");
  }

  /// Hands the same wire to every provider.
  record Builder(ProviderHttpClient wire) implements HttpClientBuilder {
    @Override
    public Duration connectTimeout() {
      return CONNECT_TIMEOUT;
    }

    @Override
    public HttpClientBuilder connectTimeout(Duration timeout) {
      return this;
    }

    @Override
    public Duration readTimeout() {
      return CONNECT_TIMEOUT;
    }

    @Override
    public HttpClientBuilder readTimeout(Duration timeout) {
      return this;
    }

    @Override
    public HttpClient build() {
      return wire;
    }
  }
}
