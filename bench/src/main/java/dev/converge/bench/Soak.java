package dev.converge.bench;

import java.util.Locale;

/// One flow at a constant load for long, over HTTP and durable: whether rate, processor time,
/// memory and the bytes that a job takes on disk stay what they are while the database grows.
final class Soak {
  private static final int PARTS = 10;
  private static final int WARM_UP_SECONDS = 10;
  private static final int CLIENTS = 64;

  private Soak() {}

  /// Runs it.
  ///
  /// @param args minutes, then the flow; half an hour of growth-strategy by default
  public static void main(String[] args) throws Exception {
    double minutes = args.length > 0 ? Double.parseDouble(args[0]) : 30;
    String flow = args.length > 1 ? args[1] : "growth-strategy";
    System.out.println(
        "Soak over HTTP, "
            + flow
            + ", offline, "
            + CLIENTS
            + " clients, "
            + ServerUnderLoad.machine());
    try (ServerUnderLoad server = ServerUnderLoad.serve()) {
      LoadClient client = new LoadClient(server.port(), Flows.body(flow));
      long jobs = client.run(CLIENTS, WARM_UP_SECONDS).latencies().count();
      for (int part = 1; part <= PARTS; part++) {
        long before = server.cpuMillis();
        LoadClient.Result result = client.run(CLIENTS, minutes * 60 / PARTS);
        int done = result.latencies().count();
        jobs += done;
        System.out.printf(
            Locale.ROOT,
            "%2d of %d: %s, %.2f ms of processor time a job, %s, %.1f kB on disk a job%n",
            part,
            PARTS,
            result,
            (server.cpuMillis() - before) / (double) done,
            server.memory(),
            server.bytesOnDisk() / 1000.0 / jobs);
      }
    }
    System.exit(0);
  }
}
