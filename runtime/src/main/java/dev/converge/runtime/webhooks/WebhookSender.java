package dev.converge.runtime.webhooks;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.UnprocessedRequestException;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.TimeoutException;
import dev.converge.core.text.Shortened;
import dev.converge.engine.store.EventId;
import dev.converge.engine.store.Webhook;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Sends one request. The address is looked up and checked each time, and the connection goes to
/// the checked address. Redirects are not followed. Thread-safe.
public final class WebhookSender implements AutoCloseable {
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}");

  private final Networks networks;
  private final WebhookSigner signer;
  private final String agent;
  private final InstantSource clock;

  /// Created for the first request: it loads what TLS needs, which a server without webhooks does
  /// not.
  private @Nullable ClientFactory factory;

  private boolean closed;
  private final ThreadPoolExecutor lookups =
      new ThreadPoolExecutor(
          SendLimits.LOOK_UPS,
          SendLimits.LOOK_UPS,
          1,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(SendLimits.QUEUED_LOOK_UPS),
          Thread.ofPlatform().name("converge-webhook-names-", 1).daemon().factory());

  /// @param networks that requests can be sent to
  /// @param signer signs them
  /// @param version of the product
  public WebhookSender(
      Networks networks, WebhookSigner signer, String version, InstantSource clock) {
    this.networks = networks;
    this.signer = signer;
    this.agent = "converge/" + version;
    this.clock = clock;
    lookups.allowCoreThreadTimeOut(true);
  }

  /// The outcome of a request.
  sealed interface Outcome {
    /// The receiver accepted it.
    record Taken() implements Outcome {}

    /// The receiver wants nothing more from this webhook.
    record Unwanted() implements Outcome {}

    /// It failed, and a retry may help.
    ///
    /// @param error what went wrong
    /// @param pause delay that the receiver requested
    record Failed(String error, Duration pause) implements Outcome {
      /// Without a requested delay.
      public Failed(String error) {
        this(error, Duration.ZERO);
      }

      /// Truncates what can be long.
      public Failed {
        error = Shortened.of(error.replace('\0', ' '), SendLimits.ERROR);
      }
    }
  }

  /// Sends an event to a webhook; blocks.
  Outcome send(Webhook webhook, EventId event, byte[] body) throws InterruptedException {
    URI uri = URI.create(webhook.url());
    String host = uri.getHost();
    boolean tls = "https".equals(uri.getScheme());
    InetAddress address;
    try {
      address = address(host, tls);
    } catch (UnknownHostException e) {
      return new Outcome.Failed(String.valueOf(e.getMessage()));
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
    Endpoint endpoint = Endpoint.of(bare(host), port).withIpAddr(address.getHostAddress());
    WebClient client =
        WebClient.builder(tls ? SessionProtocol.HTTPS : SessionProtocol.H1C, endpoint)
            .factory(factory())
            .responseTimeout(SendLimits.ANSWER)
            .maxResponseLength(SendLimits.ANSWER_BYTES)
            .build();
    return outcome(client, request(webhook, uri, event, body));
  }

  private synchronized ClientFactory factory() throws InterruptedException {
    if (closed) {
      throw new InterruptedException("nothing is sent any more");
    }
    if (factory == null) {
      factory = ClientFactory.builder().connectTimeout(SendLimits.CONNECT).build();
    }
    return factory;
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private HttpRequest request(Webhook webhook, URI uri, EventId event, byte[] body) {
    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery();
    long now = clock.instant().getEpochSecond();
    String id = event.toString();
    RequestHeaders headers =
        RequestHeaders.builder(HttpMethod.POST, query == null ? path : path + "?" + query)
            .set(HttpHeaderNames.CONTENT_TYPE, "application/cloudevents+json; charset=utf-8")
            .set(HttpHeaderNames.USER_AGENT, agent)
            .set("webhook-id", id)
            .set("webhook-timestamp", Long.toString(now))
            .set("webhook-signature", signer.signature(webhook.secret(), id, now, body))
            .build();
    return HttpRequest.of(headers, HttpData.wrap(body));
  }

  private static Outcome outcome(WebClient client, HttpRequest request)
      throws InterruptedException {
    try {
      return outcome(client.execute(request).aggregate().get());
    } catch (ExecutionException e) {
      return new Outcome.Failed(reason(e.getCause()));
    }
  }

  private static String reason(@Nullable Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof CompletionException || cause instanceof UnprocessedRequestException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof TimeoutException) {
      return "no answer within " + SendLimits.ANSWER.toSeconds() + " s";
    }
    if (cause instanceof ContentTooLargeException) {
      return "answer larger than " + SendLimits.ANSWER_BYTES + " bytes";
    }
    return "no answer: "
        + (cause == null || cause.getMessage() == null ? cause : cause.getMessage());
  }

  private static Outcome outcome(AggregatedHttpResponse answer) {
    HttpStatus status = answer.status();
    if (status.isSuccess()) {
      return new Outcome.Taken();
    }
    if (status.equals(HttpStatus.GONE)) {
      return new Outcome.Unwanted();
    }
    return new Outcome.Failed(
        "status "
            + status.code()
            + (status.isRedirection() ? " (redirects are not followed)" : " (expected: 2xx)"),
        pause(answer.headers().get(HttpHeaderNames.RETRY_AFTER)));
  }

  private static Duration pause(@Nullable String retryAfter) {
    if (retryAfter == null || !SECONDS.matcher(retryAfter).matches()) {
      return Duration.ZERO;
    }
    Duration asked = Duration.ofSeconds(Long.parseLong(retryAfter));
    return asked.compareTo(SendLimits.LONGEST_RETRY) > 0 ? SendLimits.LONGEST_RETRY : asked;
  }

  /// An address of a host to which requests can be sent.
  private InetAddress address(String host, boolean tls)
      throws UnknownHostException, InterruptedException {
    InetAddress[] all = lookedUp(host);
    for (InetAddress address : all) {
      if (tls ? networks.allows(address) : networks.isAllowed(address)) {
        return address;
      }
    }
    throw new UnknownHostException(
        host
            + ": "
            + all[0].getHostAddress()
            + (networks.allows(all[0])
                ? " is not using TLS (expected: https, or a network in the setting webhooks.allow)"
                : " is not public (expected: a public address, or a network in the setting"
                    + " webhooks.allow)"));
  }

  private InetAddress[] lookedUp(String host) throws UnknownHostException, InterruptedException {
    Future<InetAddress[]> found;
    try {
      found = lookups.submit(() -> InetAddress.getAllByName(host));
    } catch (RejectedExecutionException e) {
      throw unknown(host + ": too many names are looked up", e);
    }
    try {
      return found.get(SendLimits.LOOK_UP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (java.util.concurrent.TimeoutException e) {
      found.cancel(true);
      throw unknown(host + ": not found within " + SendLimits.LOOK_UP.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw unknown(host + ": not found", e);
    }
  }

  private static UnknownHostException unknown(String message, Throwable cause) {
    UnknownHostException e = new UnknownHostException(message);
    e.initCause(cause);
    return e;
  }

  @Override
  public void close() {
    lookups.shutdownNow();
    ClientFactory made;
    synchronized (this) {
      closed = true;
      made = factory;
    }
    if (made != null) {
      made.close();
    }
  }
}
