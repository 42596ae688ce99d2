package dev.converge.cli;

import static dev.converge.cli.HttpJobs.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.core.json.Json;
import dev.converge.testkit.SseParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Cases I01 and I02: how a server ends, and what its clients see of it.
final class ServeShutdownTest {
  private static final int JOBS = 100;
  private static final int STREAMS_OF_A_JOB = 10;

  /// So long that whatever uses it up is seen.
  private static final Duration GRACE = ServerProcess.PATIENCE.multipliedBy(10);

  @TempDir private Path folder = Path.of("");
  private final HttpJobs http = new HttpJobs();

  @AfterEach
  void close() {
    http.close();
  }

  private ServerProcess start() throws IOException {
    return ServerProcess.start(
        folder,
        "--port=0",
        "--data=" + folder.resolve("data"),
        "--templates=" + HeldJobs.template(folder),
        "--grace-period=" + GRACE.toSeconds() + "s");
  }

  private static String submit(WebClient client) {
    AggregatedHttpResponse answer = post(client, "/api/v1/jobs", HeldJobs.HELD);
    assertEquals(202, answer.status().code(), answer::contentUtf8);
    return HeldJobs.text(answer.contentUtf8(), "job_id");
  }

  /// A stream, read to its end from after an event.
  private record Stream(String jobId, CompletableFuture<AggregatedHttpResponse> whole) {
    static Stream open(WebClient client, String jobId, long after) {
      RequestHeadersBuilder headers =
          RequestHeaders.builder(HttpMethod.GET, "/api/v1/jobs/" + jobId + "/stream");
      if (after > 0) {
        headers.add("last-event-id", Long.toString(after));
      }
      return new Stream(jobId, client.execute(headers.build()).aggregate());
    }

    List<SseParser.Event> events() {
      SseParser parser = new SseParser();
      parser.feed(whole.join().content().array());
      return parser.events();
    }
  }

  @Test
  void streamsEndResumablyAndClientsContinueAfterTheRestartWithoutAGap() throws Exception {
    List<String> jobs = new ArrayList<>();
    List<Stream> streams = new ArrayList<>();
    try (ServerProcess server = start()) {
      WebClient client = http.client(server.uri());
      for (int i = 0; i < JOBS; i++) {
        jobs.add(submit(client));
      }
      for (String job : jobs) {
        waiting(client, job);
        for (int i = 0; i < STREAMS_OF_A_JOB; i++) {
          streams.add(Stream.open(client, job, 0));
        }
      }
      until(() -> metric(client, "converge_streams_open") == JOBS * STREAMS_OF_A_JOB);
      server.terminate();
      assertEquals(0, server.end(ServerProcess.PATIENCE), server.err());
    }
    List<List<SseParser.Event>> before = streams.stream().map(Stream::events).toList();
    try (ServerProcess server = start()) {
      WebClient client = http.client(server.uri());
      until(() -> client.get("/ready").aggregate().join().status().code() == 200);
      List<Stream> resumed = new ArrayList<>();
      for (int i = 0; i < streams.size(); i++) {
        long last = Long.parseLong(before.get(i).getLast().id());
        resumed.add(Stream.open(client, streams.get(i).jobId(), last));
      }
      jobs.forEach(job -> approve(client, job));
      for (int i = 0; i < streams.size(); i++) {
        assertWhole(before.get(i), resumed.get(i).events());
      }
    }
  }

  private static void assertWhole(List<SseParser.Event> before, List<SseParser.Event> after) {
    List<SseParser.Event> all = new ArrayList<>(before);
    all.addAll(after);
    for (int i = 0; i < all.size(); i++) {
      assertEquals(Integer.toString(i + 1), all.get(i).id());
    }
    assertFalse(before.getLast().data().contains("\"summary\""), "ended with a final event");
    assertTrue(all.getLast().data().contains("\"summary\""), "never ended");
  }

  private static void waiting(WebClient client, String job) {
    until(() ->
        client
            .get("/api/v1/jobs/" + job)
            .aggregate()
            .join()
            .contentUtf8()
            .contains("\"status\":\"waiting\""));
  }

  private static void approve(WebClient client, String job) {
    String path = "/api/v1/jobs/" + job + "/proposals";
    String listed = client.get(path).aggregate().join().contentUtf8();
    Json.Arr proposals = (Json.Arr) ((Json.Obj) Json.parse(listed)).get("proposals").orElseThrow();
    Json.Obj first = (Json.Obj) proposals.items().getFirst();
    String id = ((Json.Str) first.get("proposal_id").orElseThrow()).value();
    AggregatedHttpResponse answer =
        post(client, path + "/" + id + "/approve", "{\"actor\":\"the boss\"}");
    assertEquals(200, answer.status().code(), answer::contentUtf8);
  }

  private static double metric(WebClient client, String name) {
    return client
        .get("/metrics")
        .aggregate()
        .join()
        .contentUtf8()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElse(0);
  }

  @Test
  void idleConnectionsAndStreamsDoNotHoldUpTheEnd() throws Exception {
    try (ServerProcess server = start();
        Socket silent = new Socket(server.uri().getHost(), server.uri().getPort());
        Socket idle = new Socket(server.uri().getHost(), server.uri().getPort())) {
      ask(idle, "/health");
      WebClient client = http.client(server.uri());
      String job = submit(client);
      waiting(client, job);
      Stream stream = Stream.open(client, job, 0);
      until(() -> metric(client, "converge_streams_open") == 1);
      server.terminate();
      assertEquals(0, server.end(ServerProcess.PATIENCE), server.err());
      assertFalse(server.err().contains("did not"), server.err());
      assertFalse(stream.events().getLast().data().contains("\"summary\""));
      assertEquals(-1, silent.getInputStream().read());
      assertEquals(-1, idle.getInputStream().read());
    }
  }

  /// Sends a request and reads the head of its response; the connection stays open.
  private static void ask(Socket socket, String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nhost: localhost\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    assertEquals("HTTP/1.1 200 OK", in.readLine());
  }

  @Test
  void aSecondSignalEndsItAtOnce() throws Exception {
    try (ServerProcess server = start();
        Socket slow = new Socket(server.uri().getHost(), server.uri().getPort())) {
      // A request that is not whole keeps the server from ending in order for a while.
      OutputStream out = slow.getOutputStream();
      out.write(
          """
          POST /api/v1/jobs HTTP/1.1
          host: here
          content-type: application/json
          content-length: 100

          {\
          """
              .replace("\n", "\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      WebClient client = http.client(server.uri());
      until(() -> metric(client, "converge_draining") == 0);
      server.terminate();
      until(() -> metricOrGone(client));
      server.terminate();
      assertEquals(ExitCode.KILLED, server.end(ServerProcess.PATIENCE), server.err());
    }
  }

  private static boolean metricOrGone(WebClient client) {
    try {
      return metric(client, "converge_draining") == 1;
    } catch (RuntimeException gone) {
      return true;
    }
  }

  private interface Check {
    boolean holds();
  }

  private static void until(Check check) {
    long end = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
    while (!check.holds()) {
      assertTrue(System.nanoTime() < end, "it never became so");
      LockSupport.parkNanos(10_000_000);
    }
  }
}
