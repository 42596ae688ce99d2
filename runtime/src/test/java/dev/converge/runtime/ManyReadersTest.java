package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import dev.converge.core.json.Json;
import dev.converge.testkit.SseParser;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Readers that are slow, and many that wait; cases A29 and A32 of the public reports.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ManyReadersTest {
  private static final boolean LONG = "long".equals(System.getProperty("converge.tests"));
  private static final int SLOW = 200;

  /// How much a slow reader takes at a time, and how often: 1 kB/s in the long tier.
  private static final int PIECE_BYTES = 1_000;

  private static final int EVERY_MILLIS = LONG ? 1_000 : 50;
  private static final int PIECES = LONG ? 60 : 10;

  /// Of each of 100 facts, which a run's log has twice: as proposal and as fact.
  private static final int CHARACTERS = LONG ? 250_000 : 8_000;

  private static final int STREAMS_A_CONNECTION = 500;
  private static final int CONNECTIONS = LONG ? 10 : 2;

  /// Threads that a few connections may cost, however many streams they have. What all of them
  /// share is larger on a larger machine.
  private static final int FEW_THREADS = 16 + Runtime.getRuntime().availableProcessors();

  private Fixture server;

  @BeforeAll
  void start() {
    server = new Fixture();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /// A job whose 100 facts have so many characters each.
  private String large() {
    Json.Obj seed =
        Json.object().put("id", "seed:1").put("content", "x".repeat(CHARACTERS)).build();
    Json.Obj body =
        Json.object().put("template", "many").put("seeds", Json.array(List.of(seed))).build();
    return server
        .post("/api/v1/jobs", body.canonical())
        .headers()
        .firstValue("location")
        .orElseThrow();
  }

  private static long directMemory() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  /// Two hundred readers each behind by all of a log of 50 MB would be 10 GB if it were kept for
  /// them, ten times what this process may have in the heap.
  // A29
  @Test
  void slowReadersCostAPageEachAndDelayNobody() throws Exception {
    String self = large();
    List<RawClient> slow = new ArrayList<>();
    CountDownLatch pieces = new CountDownLatch(PIECES);
    try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
      for (int i = 0; i < SLOW; i++) {
        RawClient client = new RawClient(server.server.port(), 4_096);
        client.head("GET " + self + "/stream HTTP/1.1");
        slow.add(client);
      }
      Fixture.until(() -> server.streams.open() == SLOW);
      clock.scheduleAtFixedRate(
          () -> {
            slow.forEach(reader -> reader.take(PIECE_BYTES));
            pieces.countDown();
          },
          0,
          EVERY_MILLIS,
          TimeUnit.MILLISECONDS);
      List<SseParser.Event> fast = server.stream(server.request(self + "/stream")).events();
      StreamsTest.assertWhole(fast);
      server.once(server.submitted("chain"), "converged");
      pieces.await();
      long direct = directMemory();
      assertTrue(direct < 128L << 20, "direct memory: " + direct);
      assertEquals(SLOW, server.streams.open());
      clock.shutdownNow();
    }
    // The slowest is not cut off either, and gets all that it missed.
    assertTrue(slow.getFirst().readUntil("\"summary\":{").endsWith("\"summary\":{"));
    slow.forEach(RawClient::close);
    Fixture.until(() -> server.streams.open() == 0);
    Fixture.until(() -> server.engine.listeners() == 0);
  }

  private static int platformThreads() {
    return Thread.getAllStackTraces().size();
  }

  // A32
  @Test
  void idleStreamsCostNoThreadAndLeaveNothingBehindHoweverTheyEnd() {
    int streams = CONNECTIONS * STREAMS_A_CONNECTION;
    String self = server.submitted("held");
    int before = platformThreads();
    List<ClientFactory> leaving = new ArrayList<>();
    List<ClientFactory> staying = new ArrayList<>();
    List<CompletableFuture<AggregatedHttpResponse>> stayed = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      ClientFactory connection = ClientFactory.builder().build();
      (i % 2 == 0 ? leaving : staying).add(connection);
      WebClient web =
          WebClient.builder("h2c://127.0.0.1:" + server.server.port())
              .factory(connection)
              .responseTimeoutMillis(0)
              .maxResponseLength(0)
              .build();
      for (int j = 0; j < STREAMS_A_CONNECTION; j++) {
        CompletableFuture<AggregatedHttpResponse> response = web.get(self + "/stream").aggregate();
        if (i % 2 == 1) {
          stayed.add(response);
        }
      }
    }
    Fixture.until(() -> server.streams.open() == streams);
    Fixture.until(() -> server.engine.listeners() == streams);
    int during = platformThreads();
    assertTrue(during <= before + FEW_THREADS, before + " threads before, " + during + " during");
    leaving.forEach(ClientFactory::close);
    Fixture.until(() -> server.streams.open() == streams / 2);
    server.flows.release(1);
    for (CompletableFuture<AggregatedHttpResponse> one : stayed) {
      assertTrue(one.join().contentUtf8().contains("\"summary\":{"));
    }
    Fixture.until(() -> server.streams.open() == 0);
    Fixture.until(() -> server.engine.listeners() == 0);
    staying.forEach(ClientFactory::close);
  }
}
