package dev.converge.domain.patent.search;

import dev.converge.core.agent.FailureKind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The requests of one source: few at a time, none while the provider asked to be left alone, each
/// asked again a few times where that can help, never redirected. Thread-safe.
final class PatentWire {
  /// Maximum number of attempts for one request.
  static final int MAX_ATTEMPTS = 4;

  /// Maximum number of concurrent requests to one source.
  static final int MAX_AT_ONCE = 2;

  /// Maximum size of an answer, in bytes.
  static final long MAX_BODY = 16L << 20;

  /// The longest wait before a second attempt; it doubles with each further one.
  static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  /// The longest wait within a search; a longer one is left to the run.
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

  /// For a connection to be made.
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client;
  private final PatentTiming timing;
  private final Duration within;
  private final Semaphore places = new Semaphore(MAX_AT_ONCE);
  private final AtomicReference<Instant> restsUntil = new AtomicReference<>(Instant.MIN);

  /// @param within for an answer to be whole
  PatentWire(PatentTiming timing, Duration within) {
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    this.timing = timing;
    this.within = within;
  }

  /// One request, with the attempts that it takes.
  ///
  /// @throws PatentSearchException if there is no good answer, nor one that says that nothing was
  ///   found
  /// @throws InterruptedException if interrupted
  PatentReply send(PatentApi api, HttpRequest.Builder builder)
      throws PatentSearchException, InterruptedException {
    PatentFailures failures = new PatentFailures(api);
    HttpRequest request = prepared(builder);
    for (int attempt = 1; ; attempt++) {
      PatentSearchException problem;
      try {
        PatentReply reply = once(api, failures, request);
        if (reply.good() || api.nothingFound(reply) || reply.status() == 401) {
          return reply;
        }
        problem = failures.of(request.uri(), reply);
      } catch (IOException e) {
        problem = failures.cut(e);
      }
      Duration asked = problem.retryAfter();
      boolean later = asked != null && asked.compareTo(LONGEST_PAUSE) > 0;
      if (problem.kind() != FailureKind.UNAVAILABLE || later || attempt == MAX_ATTEMPTS) {
        throw problem;
      }
      timing.pauses().pause(wait(attempt, asked));
    }
  }

  /// Full jitter on top of what was asked for, so that those who were refused together do not come
  /// back together.
  private Duration wait(int attempt, @Nullable Duration asked) {
    Duration chosen = timing.anyUpTo(FIRST_PAUSE.multipliedBy(1L << (attempt - 1)));
    return asked == null ? chosen : asked.plus(chosen);
  }

  private HttpRequest prepared(HttpRequest.Builder builder) {
    HttpRequest request = builder.timeout(within).build();
    // No upgrade to HTTP/2 is offered to a server on the same machine: some stumble over it.
    return request.uri().getScheme().equals("http")
        ? builder.version(HttpClient.Version.HTTP_1_1).build()
        : request;
  }

  private PatentReply once(PatentApi api, PatentFailures failures, HttpRequest request)
      throws PatentSearchException, InterruptedException, IOException {
    places.acquire();
    try {
      turn(failures);
      PatentReply reply = exchange(failures, request);
      Optional<Duration> rest = api.pause(reply);
      if (rest.isPresent()) {
        Instant until = timing.clock().instant().plus(rest.get());
        restsUntil.accumulateAndGet(until, (a, b) -> a.isAfter(b) ? a : b);
      }
      return reply;
    } finally {
      places.release();
    }
  }

  private void turn(PatentFailures failures) throws PatentSearchException, InterruptedException {
    Duration left = Duration.between(timing.clock().instant(), restsUntil.get());
    if (left.compareTo(LONGEST_PAUSE) > 0) {
      throw failures.resting(left);
    }
    if (left.isPositive()) {
      timing.pauses().pause(left.plus(timing.anyUpTo(FIRST_PAUSE)));
    }
  }

  private PatentReply exchange(PatentFailures failures, HttpRequest request)
      throws PatentSearchException, InterruptedException, IOException {
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BODY));
    try {
      // The request's own timeout ends with the headers; this one covers a slow body as well.
      HttpResponse<byte[]> response = sent.get(within.toMillis(), TimeUnit.MILLISECONDS);
      return new PatentReply(
          response.statusCode(), response.headers(), text(failures, response.body()));
    } catch (InterruptedException e) {
      sent.cancel(true);
      throw e;
    } catch (TimeoutException _) {
      sent.cancel(true);
      throw failures.slow(within);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof java.net.http.HttpTimeoutException) {
        throw failures.slow(within);
      }
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  private static String text(PatentFailures failures, byte[] bytes) throws PatentSearchException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw failures.malformed("the answer is not UTF-8 (expected: JSON in UTF-8)");
    }
  }

  /// An address where a source may be asked: `https`, or `http` on this machine; no user, query or
  /// fragment.
  ///
  /// @throws IllegalArgumentException if it is another
  static URI permitted(URI address) {
    String host = address.getHost() == null ? "" : address.getHost();
    boolean here = host.equals("127.0.0.1") || host.equals("localhost") || host.equals("[::1]");
    boolean scheme =
        "https".equals(address.getScheme()) || (here && "http".equals(address.getScheme()));
    if (!scheme
        || host.isEmpty()
        || address.getRawUserInfo() != null
        || address.getRawQuery() != null
        || address.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "address: the one given cannot be used (expected: https://host/path, or http:// on this"
              + " machine; no user, query or fragment)");
    }
    return address;
  }
}
