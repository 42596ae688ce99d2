package dev.converge.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// B4 over HTTP, durable: starts the server in a process of its own and loads it from this one.
final class B4Load {
  private static final int WARM_UP_SECONDS = 10;
  private static final int STREAMED_JOBS = 150;

  private B4Load() {}

  /// Runs it.
  ///
  /// @param args seconds for each level of load
  public static void main(String[] args) throws Exception {
    double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 10;
    measure("SQLite synchronous=FULL", null, seconds);
    Path other = Files.createTempDirectory("converge-bench-");
    try {
      System.out.println(StreamDelay.line(StreamDelay.measure(other, STREAMED_JOBS)));
    } finally {
      ServerUnderLoad.delete(other);
    }
  }

  /// Loads a server at three levels and prints what came of it.
  ///
  /// @param store for people
  /// @param url of a database, or `null` for a folder of its own
  static void measure(String store, @Nullable String url, double seconds) throws Exception {
    try (ServerUnderLoad server =
        ServerUnderLoad.start(data ->
            Stream.of(B4Server.class.getName(), data.toString(), url)
                .filter(Objects::nonNull)
                .toList())) {
      LoadClient client = new LoadClient(server.port(), B4.BODY);
      System.out.println("B4 over HTTP, " + store + ", " + ServerUnderLoad.machine());
      long jobs = client.run(16, WARM_UP_SECONDS).latencies().count();
      for (int clients : new int[] {1, 16, 64}) {
        long before = server.cpuMillis();
        LoadClient.Result result = client.run(clients, seconds);
        jobs += result.latencies().count();
        double each = (server.cpuMillis() - before) / (double) result.latencies().count();
        System.out.printf(
            Locale.ROOT, "%s, %.2f ms of the server's processor time a job%n", result, each);
      }
      System.out.print(server.memory());
      if (url == null) {
        System.out.printf(
            Locale.ROOT, ", %.1f kB on disk a job", server.bytesOnDisk() / 1000.0 / jobs);
      }
      System.out.println();
    }
  }
}
