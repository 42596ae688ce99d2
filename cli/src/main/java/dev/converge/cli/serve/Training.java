package dev.converge.cli.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.converge.cli.config.ConfigSources;
import dev.converge.cli.config.PlainOptions;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Does once what a server does all day, over a folder that is thrown away, so that a JVM started
/// with `-XX:AOTCacheOutput` sees the classes that a start needs. For the start script.
public final class Training {
  /// What the start script calls it. No part of the command line, whose library would get into the
  /// cache.
  public static final String COMMAND = "train";

  /// For each request: a run that waits for a person would never end.
  private static final int PATIENCE_MILLIS = 20_000;

  private static final String OK = "HTTP/1.1 200";

  private static final String GRACE = "2s";
  private static final int ROUNDS = 20;
  private static final String JOB =
      """
      {"template":"growth-strategy","seeds":[
        {"id":"market:nordic-b2b","content":"Nordic B2B SaaS, SMB segment, 12% yearly growth, buyers ask for GDPR-safe tooling"},
        {"id":"product:ledger","content":"Bookkeeping automation with audit trail, priced per seat"},
        {"id":"goal:arr","content":"Grow ARR by 50% within 12 months on a budget of 500k EUR"}]}\
      """;

  private Training() {}

  /// Serves as `serve` does, until a few jobs have run.
  ///
  /// @throws IOException if its folder cannot be used
  /// @throws ConvergeException if the server refuses a request
  public static void run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("converge-train-");
    try {
      List<String> options =
          List.of(
              "--port",
              "0",
              "--data",
              folder.toString(),
              "--log-level",
              "error",
              "--grace-period",
              GRACE);
      ConfigSources sources =
          ConfigSources.read(PlainOptions.of(options).orElseThrow(), Map.of(), folder);
      PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
      Serving.untilAsked(sources.config(), nowhere, (serving, end) -> {
        try {
          use(URI.create(serving.url()));
        } finally {
          end.run();
        }
      });
    } finally {
      delete(folder);
    }
  }

  private static void use(URI server) {
    for (int i = 0; i < ROUNDS; i++) {
      for (String path :
          List.of("/ready", "/health", "/metrics", "/api/v1/templates", "/api/v1/capabilities")) {
        send(server, "GET " + path, "", "");
      }
      send(server, "POST /api/v1/jobs", "accept: text/event-stream\r\n", JOB);
      send(server, "GET /api/v1/jobs?limit=1", "", "");
    }
  }

  /// Over a socket: what is loaded here gets into the cache, and a server needs no client.
  private static void send(URI server, String request, String headers, String body) {
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      byte[] bytes = body.getBytes(UTF_8);
      String head =
          request
              + " HTTP/1.1\r\nhost: "
              + server.getAuthority()
              + "\r\nconnection: close\r\n"
              + headers
              + "content-type: application/json\r\ncontent-length: "
              + bytes.length
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(UTF_8));
      socket.getOutputStream().write(bytes);
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      // At its first requests it may still look for runs to take up.
      if (!answer.startsWith(OK) && !request.endsWith("/ready")) {
        throw new ConvergeException(
            ErrorCode.UNAVAILABLE, request + ": " + answer + " (expected: " + OK + ")");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
