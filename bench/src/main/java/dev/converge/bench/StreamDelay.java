package dev.converge.bench;

import dev.converge.core.event.Sealed;
import dev.converge.engine.store.InputBox;
import dev.converge.engine.store.Journal;
import dev.converge.store.StoreAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// From the commit of an event to its arrival at a client of an open stream. Server and client are
/// in one process, so that one clock stamps both.
final class StreamDelay {
  private static final byte[] ID = "\nid: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final Duration EVERY = Duration.ofMillis(60);

  private StreamDelay() {}

  /// Stamps every append when it is durable.
  private record Stamping(Journal journal, Map<Long, Long> commits) implements Journal {
    @Override
    public void append(
        String runId,
        long expectedSequence,
        List<Sealed> events,
        RunHead head,
        Consumer<AppendResult> done) {
      append(runId, expectedSequence, events, head, List.of(), done);
    }

    @Override
    public void append(
        String runId,
        long expectedSequence,
        List<Sealed> events,
        RunHead head,
        List<InputBox.Answered> answers,
        Consumer<AppendResult> done) {
      journal.append(
          runId,
          expectedSequence,
          events,
          head,
          answers,
          result -> {
            long now = System.nanoTime();
            events.forEach(event -> commits.put(event.sequence(), now));
            done.accept(result);
          });
    }

    @Override
    public List<Sealed> read(String runId, long after, int maxEvents, int maxBytes) {
      return journal.read(runId, after, maxEvents, maxBytes);
    }
  }

  private static BenchServer start(
      StoreAddress address, Map<Long, Long> commits, ExecutorService threads) {
    return BenchServer.start(address, journal -> new Stamping(journal, commits), threads);
  }

  /// Runs the reference flow one job after the other, about 500 events a second.
  ///
  /// @param data an empty folder
  /// @param jobs how many are measured, after as many to warm up
  static Latencies measure(Path data, int jobs) throws IOException, InterruptedException {
    Map<Long, Long> commits = new ConcurrentHashMap<>();
    Latencies delays = new Latencies();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        BenchServer server = start(StoreAddress.of(data), commits, threads);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setTcpNoDelay(true);
      for (int i = 0; i < 2 * jobs; i++) {
        commits.clear();
        socket.getOutputStream().write(LoadClient.request(B4.BODY));
        one(socket.getInputStream(), commits, 0, i < jobs ? new Latencies() : delays);
        TimeUnit.MILLISECONDS.sleep(EVERY.toMillis());
      }
    }
    return delays;
  }

  /// The same, but each job is submitted to one replica and its stream read at another. Events
  /// count that were committed after the stream was asked for.
  static Latencies measureAtAnother(StoreAddress database, int jobs)
      throws IOException, InterruptedException {
    Map<Long, Long> commits = new ConcurrentHashMap<>();
    Latencies delays = new Latencies();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        HttpClient http = HttpClient.newHttpClient();
        BenchServer one = start(database, commits, threads);
        BenchServer two = start(database, new ConcurrentHashMap<>(), threads);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), two.port())) {
      socket.setTcpNoDelay(true);
      HttpRequest submit =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + one.port() + "/api/v1/jobs"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(B4.BODY))
              .build();
      TimeUnit.SECONDS.sleep(2);
      for (int i = 0; i < 2 * jobs; i++) {
        commits.clear();
        String answer = http.send(submit, HttpResponse.BodyHandlers.ofString()).body();
        String job = answer.replaceFirst(".*\"job_id\":\"([^\"]+)\".*", "$1");
        String stream = "GET /api/v1/jobs/" + job + "/stream HTTP/1.1\r\nHost: localhost\r\n\r\n";
        long since = System.nanoTime();
        socket.getOutputStream().write(stream.getBytes(StandardCharsets.US_ASCII));
        one(socket.getInputStream(), commits, since, i < jobs ? new Latencies() : delays);
        TimeUnit.MILLISECONDS.sleep(EVERY.toMillis());
      }
    }
    return delays;
  }

  /// @param since events that were committed before do not count
  private static void one(InputStream in, Map<Long, Long> commits, long since, Latencies delays)
      throws IOException {
    byte[] buffer = new byte[256 * 1024];
    int size = 0;
    int seen = 0;
    while (size < END.length
        || !java.util.Arrays.equals(buffer, size - END.length, size, END, 0, END.length)) {
      int n = in.read(buffer, size, buffer.length - size);
      long now = System.nanoTime();
      if (n <= 0) {
        throw new IOException("the stream ended early");
      }
      size += n;
      for (int at = find(buffer, seen, size); at >= 0; at = find(buffer, seen, size)) {
        seen = at + ID.length;
        Long commit = commits.get(number(buffer, seen, size));
        if (commit != null && commit - since >= 0) {
          delays.add(now - commit);
        }
      }
    }
  }

  private static int find(byte[] buffer, int from, int size) {
    for (int i = from; i <= size - ID.length - 1; i++) {
      if (java.util.Arrays.equals(buffer, i, i + ID.length, ID, 0, ID.length)) {
        return i;
      }
    }
    return -1;
  }

  private static long number(byte[] buffer, int from, int size) {
    long value = 0;
    for (int i = from; i < size && buffer[i] >= '0' && buffer[i] <= '9'; i++) {
      value = value * 10 + (buffer[i] - '0');
    }
    return value;
  }

  /// What was measured, in a line.
  static String line(Latencies delays) {
    return String.format(
        Locale.ROOT,
        "commit to open stream: p50 %.2f ms, p99 %.2f ms, %d events at about 500 a second",
        delays.millis(50),
        delays.millis(99),
        delays.count());
  }
}
