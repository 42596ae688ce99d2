package dev.converge.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Requests over the HTTP client of the JDK.
@NotOnAndroid
final class JdkTransport implements Transport {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();

  @Override
  public Response send(Request request) throws IOException {
    byte[] body = request.body();
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(request.uri())
            // Without TLS, HTTP/2 would have to start with an upgrade, which proxies do not like.
            .version(
                "https".equalsIgnoreCase(request.uri().getScheme())
                    ? HttpClient.Version.HTTP_2
                    : HttpClient.Version.HTTP_1_1)
            .timeout(request.silence())
            .method(
                request.method(),
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    request.headers().forEach(builder::header);
    try {
      HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer =
          client.send(builder.build(), HttpResponse.BodyHandlers.ofPublisher());
      Map<String, String> headers = new HashMap<>();
      answer.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
      Body read = new Body(request.silence());
      answer.body().subscribe(read);
      return new Response(answer.statusCode(), headers, read);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    }
  }

  private static InterruptedIOException interrupted() {
    return new InterruptedIOException("interrupted while it waited for the server");
  }

  /// The body of an answer. The stream that the JDK offers would wait forever on a connection that
  /// is gone without a word; this one waits only so long.
  @NotOnAndroid
  private static final class Body extends InputStream implements Flow.Subscriber<List<ByteBuffer>> {
    /// Part of a body: bytes, or none at its end, or why it broke.
    private static final class Part {
      private final List<ByteBuffer> bytes;
      private final @Nullable Throwable failure;

      Part(List<ByteBuffer> bytes, @Nullable Throwable failure) {
        this.bytes = bytes;
        this.failure = failure;
      }
    }

    private final Duration silence;

    /// Holds one part and the end at most, because one part is asked for at a time.
    private final BlockingQueue<Part> arrived = new LinkedBlockingQueue<>();

    /// What is being read; only the reader's thread touches it.
    private final Queue<ByteBuffer> current = new ArrayDeque<>();

    private boolean ended;
    private Flow.@Nullable Subscription subscription;
    private boolean closed;

    Body(Duration silence) {
      this.silence = silence;
    }

    @Override
    public void onSubscribe(Flow.Subscription to) {
      synchronized (this) {
        subscription = to;
      }
      to.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
      arrived.add(new Part(bytes, null));
    }

    @Override
    public void onError(Throwable failure) {
      arrived.add(new Part(Collections.emptyList(), failure));
    }

    @Override
    public void onComplete() {
      arrived.add(new Part(Collections.emptyList(), null));
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      while (!ended) {
        ByteBuffer bytes = current.peek();
        if (bytes == null) {
          take();
        } else if (bytes.hasRemaining()) {
          int count = Math.min(length, bytes.remaining());
          bytes.get(to, from, count);
          return count;
        } else {
          current.remove();
          if (current.isEmpty()) {
            more();
          }
        }
      }
      return -1;
    }

    private synchronized void more() {
      if (subscription != null && !closed) {
        subscription.request(1);
      }
    }

    private void take() throws IOException {
      Part part;
      try {
        part = arrived.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        close();
        throw interrupted();
      }
      if (part == null) {
        close();
        throw new HttpTimeoutException("nothing came for " + silence.toMillis() + " ms");
      }
      if (part.failure != null) {
        throw new IOException("the connection broke: " + part.failure.getMessage(), part.failure);
      }
      current.addAll(part.bytes);
      ended = part.bytes.isEmpty();
    }

    @Override
    public void close() {
      synchronized (this) {
        if (closed) {
          return;
        }
        closed = true;
        if (subscription != null) {
          subscription.cancel();
        }
      }
      // Whoever reads in another thread need not wait any longer.
      onError(new IOException("the answer was closed"));
    }
  }
}
