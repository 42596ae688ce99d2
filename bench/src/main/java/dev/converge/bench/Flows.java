package dev.converge.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// The flows that ship, over HTTP and durable, answered by the offline reasoner: starts `converge
/// serve` in a process of its own for each flow and loads it from this one.
final class Flows {
  private static final List<String> ALL =
      List.of("growth-strategy", "drafting-short", "novelty-search", "patent-research");
  private static final int WARM_UP_SECONDS = 10;

  private Flows() {}

  /// Runs it.
  ///
  /// @param args seconds for each level of load, then the flows to run; all of them by default
  public static void main(String[] args) throws Exception {
    double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 10;
    List<String> flows = args.length > 1 ? List.of(args).subList(1, args.length) : ALL;
    System.out.println("Flows over HTTP, offline, " + ServerUnderLoad.machine());
    for (String flow : flows) {
      run(flow, seconds);
    }
    System.exit(0);
  }

  private static void run(String flow, double seconds) throws IOException, InterruptedException {
    try (ServerUnderLoad server = ServerUnderLoad.serve()) {
      LoadClient client = new LoadClient(server.port(), body(flow));
      long jobs = client.run(16, WARM_UP_SECONDS).latencies().count();
      for (int clients : new int[] {1, 16, 64}) {
        long before = server.cpuMillis();
        long own = ownCpuMillis();
        LoadClient.Result result = client.run(clients, seconds);
        int done = result.latencies().count();
        jobs += done;
        System.out.printf(
            Locale.ROOT,
            "%-15s %s, %.2f ms of processor time a job, %.2f of the client%n",
            flow,
            result,
            (server.cpuMillis() - before) / (double) done,
            (ownCpuMillis() - own) / (double) done);
      }
      System.out.printf(
          Locale.ROOT,
          "%-15s %s, %.1f kB on disk a job%n",
          flow,
          server.memory(),
          server.bytesOnDisk() / 1000.0 / jobs);
    }
  }

  private static long ownCpuMillis() {
    return ProcessHandle.current().info().totalCpuDuration().map(Duration::toMillis).orElse(0L);
  }

  static String body(String flow) throws IOException {
    try (InputStream in = Flows.class.getResourceAsStream(flow + ".json")) {
      if (in == null) {
        throw new IllegalArgumentException(
            "flow: " + flow + " (expected: one of " + String.join(", ", ALL) + ")");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
