package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.ConnectionPoolListenerAdapter;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.stream.StreamMessage;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.SseParser;
import io.netty.util.AttributeMap;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/// The same over HTTP/2; case J17 of the public reports.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class Http2Test {
  private static final int RESETS = 100;
  private static final int MOST_FLOODS = 10;
  private Fixture server;

  @BeforeAll
  void start() {
    ServerSettings.Limits limits = new ServerSettings.Limits(1 << 20, 16 << 10, 1_000, 500, RESETS);
    server = new Fixture(ServerSettings.DEFAULT.with(limits));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /// A client that counts its connections.
  private final class Client implements AutoCloseable {
    private final AtomicInteger connections = new AtomicInteger();
    private final ClientFactory factory =
        ClientFactory.builder()
            .idleTimeoutMillis(0)
            .connectionPoolListener(
                new ConnectionPoolListenerAdapter() {
                  @Override
                  public void connectionOpen(
                      SessionProtocol protocol,
                      InetSocketAddress remote,
                      InetSocketAddress local,
                      AttributeMap attributes) {
                    connections.incrementAndGet();
                  }
                })
            .build();
    private final WebClient web =
        WebClient.builder("h2c://127.0.0.1:" + server.server.port())
            .factory(factory)
            .responseTimeoutMillis(0)
            .maxResponseLength(0)
            .build();

    String submit(String template) {
      AggregatedHttpResponse accepted =
          web.execute(
                  RequestHeaders.of(
                      HttpMethod.POST, "/api/v1/jobs", "content-type", "application/json"),
                  HttpData.ofUtf8(Fixture.job(template)))
              .aggregate()
              .join();
      assertEquals(202, accepted.status().code());
      check("POST", "/api/v1/jobs", accepted);
      return String.valueOf(accepted.headers().get("location"));
    }

    static void check(String method, String path, AggregatedHttpResponse response) {
      ContractCheck.check(
          method,
          path,
          response.status().code(),
          Optional.ofNullable(response.headers().get("content-type")),
          response.contentUtf8());
    }

    @Override
    public void close() {
      factory.close();
    }
  }

  @Test
  void aJobIsSubmittedAndStreamedInOneResponse() {
    try (Client client = new Client()) {
      AggregatedHttpResponse response =
          client
              .web
              .execute(
                  RequestHeaders.builder(HttpMethod.POST, "/api/v1/jobs")
                      .contentType(MediaType.JSON)
                      .add("accept", "text/event-stream")
                      .build(),
                  HttpData.ofUtf8(Fixture.job("many")))
              .aggregate()
              .join();
      Client.check("POST", "/api/v1/jobs", response);
      SseParser parser = new SseParser();
      parser.feed(response.content().array());
      StreamsTest.assertWhole(parser.events());
      assertEquals(1, client.connections.get());
    }
  }

  /// Takes one piece of a response and goes away.
  private static final class OnePiece implements Subscriber<HttpObject> {
    final CompletableFuture<byte[]> piece = new CompletableFuture<>();
    private Subscription subscription = new NoSubscription();

    @Override
    public void onSubscribe(Subscription s) {
      subscription = s;
      s.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(HttpObject object) {
      if (object instanceof HttpData data && !data.isEmpty() && piece.complete(data.array())) {
        subscription.cancel();
      }
    }

    @Override
    public void onError(Throwable cause) {
      piece.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
      piece.complete(new byte[0]);
    }
  }

  private static final class NoSubscription implements Subscription {
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }

  private static HttpRequest stream(String self, String after) {
    return HttpRequest.of(
        RequestHeaders.builder(HttpMethod.GET, self + "/stream")
            .add("last-event-id", after)
            .build());
  }

  // A02
  @Test
  void streamsThatAreResetResumeWithoutLossOnTheSameConnection() throws Exception {
    try (Client client = new Client()) {
      String self = client.submit("held");
      OnePiece first = new OnePiece();
      client.web.execute(stream(self, "0")).subscribe(first);
      SseParser parser = new SseParser();
      String text =
          new String(LiveEngine.get(first.piece), java.nio.charset.StandardCharsets.UTF_8);
      parser.feed(
          text.substring(0, text.lastIndexOf("\n\n") + 2)
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));
      Fixture.until(() -> server.streams.open() == 0);
      Fixture.until(() -> server.engine.listeners() == 0);
      server.flows.release(1);
      AggregatedHttpResponse rest =
          client.web.execute(stream(self, parser.lastId())).aggregate().join();
      Client.check("GET", self + "/stream", rest);
      parser.feed(rest.content().array());
      StreamsTest.assertWhole(parser.events());
      assertEquals(1, client.connections.get());
    }
  }

  // J17
  @Test
  void aFloodOfResetsEndsTheConnectionAndAFewDoNot() {
    try (Client honest = new Client();
        Client attacker = new Client()) {
      String self = honest.submit("held");
      resetStreams(honest, self, RESETS / 2);
      assertEquals(1, honest.connections.get());
      // Resets count for a minute, in which a slow machine makes fewer.
      for (int i = 0; attacker.connections.get() < 2 && i < MOST_FLOODS; i++) {
        resetStreams(attacker, self, RESETS * 2);
      }
      assertTrue(attacker.connections.get() > 1, "connections: " + attacker.connections);
      Fixture.until(() -> server.streams.open() == 0);
      Fixture.until(() -> server.engine.listeners() == 0);
      honest.submit("chain");
      assertEquals(1, honest.connections.get());
      server.flows.release(1);
    }
  }

  private static void resetStreams(Client client, String self, int times) {
    for (int i = 0; i < times; i++) {
      OnePiece piece = new OnePiece();
      HttpResponse response = client.web.execute(stream(self, "0"));
      response.subscribe(piece);
      piece.piece.handle((_, _) -> null).join();
      response.whenComplete().handle((_, _) -> null).join();
    }
  }

  @Test
  void manyStreamsShareOneConnection() {
    try (Client client = new Client()) {
      String self = client.submit("held");
      List<CompletableFuture<AggregatedHttpResponse>> all =
          java.util.stream.IntStream.range(0, 200)
              .mapToObj(_ -> client.web.execute(stream(self, "0")).aggregate())
              .toList();
      Fixture.until(() -> server.streams.open() == 200);
      server.flows.release(1);
      for (CompletableFuture<AggregatedHttpResponse> one : all) {
        SseParser parser = new SseParser();
        parser.feed(one.join().content().array());
        StreamsTest.assertWhole(parser.events());
      }
      assertEquals(1, client.connections.get());
    }
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    try (Client client = new Client()) {
      AggregatedHttpResponse response =
          client
              .web
              .execute(
                  HttpRequest.of(
                      RequestHeaders.of(
                          HttpMethod.POST, "/api/v1/jobs", "content-type", "application/json"),
                      StreamMessage.of(HttpData.wrap(new byte[(1 << 20) + 1]))))
              .aggregate()
              .join();
      assertEquals(413, response.status().code());
      Client.check("POST", "/api/v1/jobs", response);
      assertTrue(response.contentUtf8().contains("urn:converge:problem:too_large"));
    }
  }
}
