package dev.converge.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Submits jobs over HTTP/1.1 on kept connections and reads the stream of each to its final event,
/// as one request: `POST /api/v1/jobs` with `Accept: text/event-stream`. Approves what a run asks a
/// person about. Uses bare sockets, because the client shares the machine with the server.
final class LoadClient {
  private static final byte[] FINAL = "\"summary\":{".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CONVERGED =
      "\"status\":\"converged\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ASKED =
      "event: approval_requested".getBytes(StandardCharsets.US_ASCII);

  /// Where a response says whether it was refused. A refusal has no end of a stream to wait for.
  private static final int STATUS_AT = "HTTP/1.1 ".length();

  private final int port;
  private final String body;

  LoadClient(int port, String body) {
    this.port = port;
    this.body = body;
  }

  /// What one level of load came to.
  record Result(int clients, double seconds, Latencies latencies) {
    double perSecond() {
      return latencies.count() / seconds;
    }

    @Override
    public String toString() {
      return String.format(
          java.util.Locale.ROOT,
          "%4d clients: %7.0f jobs/s, p50 %6.2f ms, p99 %6.2f ms, %d jobs in %.1f s",
          clients,
          perSecond(),
          latencies.millis(50),
          latencies.millis(99),
          latencies.count(),
          seconds);
    }
  }

  /// So many clients, each with one job at a time, for so long.
  Result run(int clients, double seconds) throws InterruptedException {
    long begun = System.nanoTime();
    long until = begun + (long) (seconds * 1e9);
    List<Future<Latencies>> all = new ArrayList<>();
    Latencies sum = new Latencies();
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      for (int i = 0; i < clients; i++) {
        Callable<Latencies> client = () -> client(until);
        all.add(threads.submit(client));
      }
      for (Future<Latencies> one : all) {
        sum.addAll(one.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a client failed: " + e.getMessage(), e);
    }
    return new Result(clients, (System.nanoTime() - begun) / 1e9, sum);
  }

  private Latencies client(long until) throws IOException {
    Latencies latencies = new Latencies();
    byte[] request = request(body);
    byte[] buffer = new byte[1024 * 1024];
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(30_000);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      while (System.nanoTime() < until) {
        long begun = System.nanoTime();
        out.write(request);
        readWhole(in, buffer);
        latencies.add(System.nanoTime() - begun);
      }
    }
    return latencies;
  }

  /// The bytes of a submission that is answered with its stream.
  static byte[] request(String body) {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    String head =
        "POST /api/v1/jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            + "Accept: text/event-stream\r\nContent-Length: "
            + content.length
            + "\r\n\r\n";
    byte[] bytes = head.getBytes(StandardCharsets.US_ASCII);
    byte[] whole = java.util.Arrays.copyOf(bytes, bytes.length + content.length);
    System.arraycopy(content, 0, whole, bytes.length, content.length);
    return whole;
  }

  private void readWhole(InputStream in, byte[] buffer) throws IOException {
    int size = 0;
    int decided = 0;
    int looked = 0;
    while (!endsWith(buffer, size, END)) {
      int n = in.read(buffer, size, buffer.length - size);
      if (n <= 0) {
        throw new IOException("the stream ended early: " + text(buffer, size));
      }
      size += n;
      if (size > STATUS_AT && buffer[STATUS_AT] != '2') {
        throw new IOException("refused: " + text(buffer, size));
      }
      // Only in what is new: the client takes its processor time from the server.
      int asked = last(buffer, looked, size, ASKED);
      if (asked > decided && buffer[size - 1] == '\n') {
        decided = asked;
        approve(new String(buffer, 0, size, StandardCharsets.UTF_8));
      }
      looked = asked > decided ? asked : Math.max(looked, size - ASKED.length + 1);
    }
    if (last(buffer, 0, size, FINAL) < 0 || last(buffer, 0, size, CONVERGED) < 0) {
      throw new IOException("no converged final event: " + text(buffer, size));
    }
  }

  /// Approves the last proposal that the stream asks a person about, over a connection of its own.
  private void approve(String stream) throws IOException {
    String job = member(stream, "job_id", 0);
    int at = stream.lastIndexOf("event: approval_requested");
    String proposal = member(stream, "proposal_id", at);
    String body = "{\"actor\":\"bench\"}";
    String request =
        "POST /api/v1/jobs/"
            + job
            + "/proposals/"
            + proposal
            + "/approve HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            + "Connection: close\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(30_000);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
      if (status[status.length - 3] != '2') {
        throw new IOException(
            "the approval failed: " + new String(status, StandardCharsets.US_ASCII));
      }
    }
  }

  private static String member(String json, String name, int from) throws IOException {
    String start = "\"" + name + "\":\"";
    int begin = json.indexOf(start, from) + start.length();
    if (begin < start.length()) {
      throw new IOException("the stream has no " + name);
    }
    return json.substring(begin, json.indexOf('"', begin));
  }

  private static String text(byte[] buffer, int size) {
    return new String(buffer, 0, Math.min(size, 2_000), StandardCharsets.UTF_8);
  }

  private static boolean endsWith(byte[] buffer, int size, byte[] end) {
    return size >= end.length
        && java.util.Arrays.equals(buffer, size - end.length, size, end, 0, end.length);
  }

  /// Where a part begins last, from an index on; -1 if nowhere.
  private static int last(byte[] buffer, int from, int size, byte[] part) {
    for (int i = size - part.length; i >= from; i--) {
      if (buffer[i] == part[0]
          && java.util.Arrays.equals(buffer, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    return -1;
  }
}
