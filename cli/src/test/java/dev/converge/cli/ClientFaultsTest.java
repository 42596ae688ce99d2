package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nobody can fill the log of a server from outside.
final class ClientFaultsTest {
  private static final int TIMES = 5;

  /// What is no HTTP, or breaks it; `~` stands for CRLF.
  private static final List<String> BROKEN =
      List.of(
          "THIS IS NOT~~",
          "GET /health HTTP/1.1~Host: a~Host: b~~",
          "GET /health HTTP/9.9~Host: a~~",
          "POST /api/v1/jobs HTTP/1.1~Host: a~Content-Length: x~~",
          "POST /api/v1/jobs HTTP/1.1~Host: localhost~Content-Type: application/json~Content-Length: 9~~{",
          "POST /api/v1/jobs HTTP/1.1~Host: localhost~Content-Type: application/json~Transfer-Encoding: chunked~~zz~",
          "PRI * HTTP/2.0~~SM~~garbage that is no frame at all, and long enough to be read as one",
          "GET /health HTTP/1.1~X: " + "x".repeat(40_000) + "~~");

  @TempDir private Path folder = Path.of("");

  private interface Use {
    void of(Socket socket) throws Exception;
  }

  /// Uses a connection, and resets it in the end.
  private static void reset(URI server, Use use) throws Exception {
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoLinger(true, 0);
      use.of(socket);
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.replace("~", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  @Test
  void whatClientsDoWrongIsCountedAndNotWarnedOf() throws Exception {
    try (ServerProcess server =
            ServerProcess.start(
                folder,
                "--port=0",
                "--data=" + folder.resolve("data"),
                "--templates=" + HeldJobs.template(folder));
        HttpClient client = HttpClient.newHttpClient()) {
      URI uri = server.uri();
      String job = submit(client, uri);
      for (int i = 0; i < TIMES; i++) {
        reset(
            uri,
            socket -> {
              send(socket, "GET /api/v1/jobs/" + job + "/stream HTTP/1.1~Host: localhost~~");
              assertTrue(socket.getInputStream().read() >= 0);
            });
        for (String broken : BROKEN) {
          reset(uri, socket -> send(socket, broken));
          reset(
              uri,
              socket -> {
                send(socket, broken);
                socket.shutdownOutput();
                assertEquals(-1, end(socket));
              });
        }
        reset(
            uri,
            socket -> {
              // The beginning of a TLS handshake.
              socket.getOutputStream().write(HexFormat.of().parseHex("16030100c8010000c40303"));
              socket.getOutputStream().flush();
            });
      }
      until(client, uri, "/stream\"} " + TIMES);
      server.terminate();
      assertEquals(0, server.end(ServerProcess.PATIENCE), server.err());
      List<String> warned =
          server
              .err()
              .lines()
              .filter(line ->
                  line.contains("\"level\":\"warn\"") || line.contains("\"level\":\"error\""))
              .toList();
      assertEquals(List.of(), warned);
    }
  }

  /// Reads to the end, or to a reset.
  private static int end(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      while (in.read() >= 0) {
        // On to the end.
      }
    } catch (IOException _) {
      // A reset is an end, too.
    }
    return -1;
  }

  private static String submit(HttpClient client, URI server) throws Exception {
    HttpResponse<String> accepted =
        client.send(
            HttpRequest.newBuilder(server.resolve("/api/v1/jobs"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(HeldJobs.HELD))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return HeldJobs.text(accepted.body(), "job_id");
  }

  /// Waits until the streams that were reset are counted.
  private static void until(HttpClient client, URI server, String count) throws Exception {
    long end = System.nanoTime() + ServerProcess.PATIENCE.toNanos();
    String metrics = "";
    while (System.nanoTime() < end) {
      metrics =
          client
              .send(
                  HttpRequest.newBuilder(server.resolve("/metrics")).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      if (metrics
          .lines()
          .anyMatch(l -> l.startsWith("converge_http_disconnects_total") && l.contains(count))) {
        return;
      }
      LockSupport.parkNanos(10_000_000);
    }
    throw new AssertionError("it was never counted: " + metrics);
  }
}
