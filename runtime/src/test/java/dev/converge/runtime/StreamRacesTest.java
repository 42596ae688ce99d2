package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.runtime.server.ServerSettings;
import dev.converge.testkit.SseParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Clients that come and go at any moment; cases A02, A04 and A11 of the public reports.
final class StreamRacesTest {
  private static final boolean LONG = "long".equals(System.getProperty("converge.tests"));
  private static final long SEED = Long.getLong("converge.seed", 20_260_101L);
  private static final int RACES = LONG ? 10_000 : 300;
  private static final int DISCONNECTS = LONG ? 1_000 : 40;
  private static final int MOST_NANOS = 5_000_000;
  private static final int CLIENTS = 16;

  /// Jobs that one server takes before another is started: it keeps their events in memory.
  private static final int JOBS_A_SERVER = 500;

  /// Streams that one connection leaves before a new one is opened: a client that resets more of
  /// HTTP/2 in a minute than the server allows is cut off, as it should be.
  private static final int CUTS_A_CONNECTION = 200;

  // A11
  @Test
  void everyStreamIsWholeHoweverSoonItIsOpened() throws Exception {
    Random random = new Random(SEED);
    for (int done = 0; done < RACES; done += JOBS_A_SERVER) {
      try (Fixture server = new Fixture();
          ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
        List<Future<SseParser>> all = new ArrayList<>();
        for (int i = 0; i < Math.min(JOBS_A_SERVER, RACES - done); i++) {
          long pause = random.nextInt(MOST_NANOS);
          all.add(
              threads.submit(() -> {
                String self = server.submitted("many");
                LockSupport.parkNanos(pause);
                return server.stream(server.request(self + "/stream"));
              }));
        }
        for (Future<SseParser> one : all) {
          StreamsTest.assertWhole(one.get().events());
        }
      }
    }
  }

  /// A client that goes away again and again.
  private static final class Restless implements AutoCloseable {
    private final HttpClient.Version version;
    private HttpClient client;
    private int cutsHere;
    int cuts;

    Restless(HttpClient.Version version) {
      this.version = version;
      this.client = connection();
    }

    private HttpClient connection() {
      return HttpClient.newBuilder().version(version).build();
    }

    /// Reads about so many bytes of the stream, from the last id on, and goes away.
    void readSome(Fixture server, String self, SseParser parser, int bytes) {
      if (cutsHere == CUTS_A_CONNECTION) {
        client.shutdownNow();
        client = connection();
        cutsHere = 0;
      }
      String last = parser.lastId().isEmpty() ? "0" : parser.lastId();
      HttpRequest request = server.request(self + "/stream").header("last-event-id", last).build();
      try {
        HttpResponse<InputStream> response =
            client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertEquals(200, response.statusCode());
        assertEquals(version, response.version());
        try (InputStream in = response.body()) {
          parser.feed(wholeBlocks(in, bytes));
        }
        cuts++;
        cutsHere++;
      } catch (IOException e) {
        throw new AssertionError(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() {
      client.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpClient.Version.class,
      names = {"HTTP_1_1"})
  // A02
  void randomDisconnectsWithResumeLoseAndDoubleNothingAlsoOverRestarts(HttpClient.Version version) {
    Random random = new Random(SEED);
    int restarts = 0;
    Fixture server = new Fixture();
    try (Restless client = new Restless(version)) {
      while (client.cuts < DISCONNECTS || restarts == 0) {
        String self = server.submitted("held");
        SseParser parser = new SseParser();
        boolean released = false;
        while (!ended(parser)) {
          if (released || !held(parser)) {
            int bytes = 200 + random.nextInt(3_000);
            client.readSome(server, self, parser, released ? Integer.MAX_VALUE : bytes);
          } else if (random.nextInt(10) > 0) {
            server.flows.release(1);
            released = true;
          } else {
            server.close();
            server = new Fixture(ServerSettings.DEFAULT, server.store);
            restarts++;
          }
        }
        StreamsTest.assertWhole(parser.events());
      }
    } finally {
      server.close();
    }
  }

  /// Whether nothing more comes until the held agent is let go.
  private static boolean held(SseParser parser) {
    return !parser.events().isEmpty() && parser.events().getLast().data().contains("\"agent_C\"");
  }

  private static boolean ended(SseParser parser) {
    return !parser.events().isEmpty() && parser.events().getLast().data().contains("\"summary\":{");
  }

  /// As a browser does, forgets an event that is not whole when the stream ends.
  private static byte[] wholeBlocks(InputStream in, int most) throws IOException {
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[512];
    while (text.length() < most
        && text.indexOf("\"summary\":{") < 0
        && (most == Integer.MAX_VALUE || text.indexOf("\"agent_C\"") < 0)) {
      int n = in.read(buffer);
      if (n < 0) {
        break;
      }
      text.append(new String(buffer, 0, n, StandardCharsets.US_ASCII));
    }
    int end = text.lastIndexOf("\n\n");
    return end < 0 ? new byte[0] : text.substring(0, end + 2).getBytes(StandardCharsets.US_ASCII);
  }
}
