package dev.converge.cli.command;

import dev.converge.cli.config.Config;
import dev.converge.cli.serve.Serving;
import dev.converge.cli.terminal.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// Does once what a server does all day, over a folder that is thrown away, so that a JVM started
/// with `-XX:AOTCacheOutput` sees the classes that a start needs. For the start script.
@Command(name = "train", hidden = true, description = "Warms up the cache of compiled classes.")
public final class TrainCommand implements Callable<Integer> {
  /// For each request: a run that waits for a person would never end.
  private static final int PATIENCE_SECONDS = 20;

  private static final String GRACE = "2s";
  private static final int ROUNDS = 20;
  private static final String JOB =
      """
      {"template":"growth-strategy","seeds":[
        {"id":"market:nordic-b2b","content":"Nordic B2B SaaS, SMB segment, 12% yearly growth, buyers ask for GDPR-safe tooling"},
        {"id":"product:ledger","content":"Bookkeeping automation with audit trail, priced per seat"},
        {"id":"goal:arr","content":"Grow ARR by 50% within 12 months on a budget of 500k EUR"}]}\
      """;

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory("converge-train-");
    try {
      Config config =
          Config.load(
              Map.of(
                  "--port", List.of("0"),
                  "--log-level", List.of("error"),
                  "--grace-period", List.of(GRACE)),
              Map.of(),
              folder);
      HttpClient client = HttpClient.newHttpClient();
      try (Serving serving = Serving.start(config, Map.of())) {
        serving.recover();
        for (int i = 0; i < ROUNDS; i++) {
          use(client, URI.create(serving.url()));
        }
      }
      client.shutdownNow();
      return ExitCode.CONVERGED;
    } finally {
      delete(folder);
    }
  }

  private static void use(HttpClient client, URI server) {
    for (String path :
        List.of("/ready", "/health", "/metrics", "/api/v1/templates", "/api/v1/capabilities")) {
      send(client, HttpRequest.newBuilder(server.resolve(path)));
    }
    send(
        client,
        HttpRequest.newBuilder(server.resolve("/api/v1/jobs"))
            .header("content-type", "application/json")
            .header("accept", "text/event-stream")
            .POST(HttpRequest.BodyPublishers.ofString(JOB)));
    send(client, HttpRequest.newBuilder(server.resolve("/api/v1/jobs?limit=1")));
  }

  private static void send(HttpClient client, HttpRequest.Builder request) {
    client
        .sendAsync(request.build(), HttpResponse.BodyHandlers.discarding())
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
