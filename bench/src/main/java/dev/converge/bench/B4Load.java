package dev.converge.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

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
    Path data = Files.createTempDirectory("converge-bench-");
    Process server = server(data);
    try {
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
      String line = lines.readLine();
      if (line == null) {
        throw new IOException("the server did not start");
      }
      LoadClient client = new LoadClient(Integer.parseInt(line.strip()), B4.BODY);
      System.out.println("B4 over HTTP, SQLite synchronous=FULL, " + machine());
      client.run(16, WARM_UP_SECONDS);
      for (int clients : new int[] {1, 16, 64}) {
        long before = cpuMillis(server);
        LoadClient.Result result = client.run(clients, seconds);
        double each = (cpuMillis(server) - before) / (double) result.latencies().count();
        System.out.printf(
            Locale.ROOT, "%s, %.2f ms of the server's processor time a job%n", result, each);
      }
    } finally {
      server.getOutputStream().close();
      server.waitFor();
      delete(data);
    }
    Path other = Files.createTempDirectory("converge-bench-");
    try {
      System.out.println(StreamDelay.line(StreamDelay.measure(other, STREAMED_JOBS)));
    } finally {
      delete(other);
    }
  }

  /// Less noisy than a rate where others share the machine.
  private static long cpuMillis(Process process) {
    return process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L);
  }

  private static Process server(Path data) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String options = System.getenv("CONVERGE_JAVA_OPTS");
    if (options != null && !options.isBlank()) {
      command.addAll(List.of(options.strip().split(" +")));
    }
    command.add("-XX:+UseCompactObjectHeaders");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(B4Server.class.getName());
    command.add(data.toString());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static String machine() {
    return Runtime.getRuntime().availableProcessors()
        + " processors, Java "
        + Runtime.version()
        + ", client on the same machine";
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
