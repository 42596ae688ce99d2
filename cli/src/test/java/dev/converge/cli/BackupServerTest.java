package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.cli.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `converge backup` beside a server, and `converge restore` of what it made.
final class BackupServerTest {
  private static final String SECRET = "nobody-else-may-read-this";

  @TempDir private Path folder = Path.of("");
  private final HttpClient client = HttpClient.newHttpClient();

  private record Said(int exit, String out) {}

  private static Said run(String... args) {
    StringWriter out = new StringWriter();
    CommandLine command =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
    int exit = command.execute(args);
    return new Said(exit, out.toString());
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String submit(URI server, String body) throws Exception {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(server.resolve("/api/v1/jobs"))
                .header("content-type", "application/json")
                .header("prefer", "wait=60")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    assertEquals(200, answer.statusCode(), answer.body());
    return HeldJobs.text(answer.body(), "job_id");
  }

  private static boolean anywhere(Path directory, String text) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void aBackupBesideAServerIsRestoredAndServedAndHoldsNothingThatWasErased() throws Exception {
    Path data = folder.resolve("data");
    Path backup = folder.resolve("backup");
    String kept;
    String erasedLater;
    try (ServerProcess server =
        ServerProcess.start(folder, "--data=" + data, "--port=0", "--log-format=text")) {
      String first = submit(server.uri(), HeldJobs.GROWTH.replace("Nordic", SECRET));
      kept = submit(server.uri(), HeldJobs.GROWTH);
      erasedLater = submit(server.uri(), HeldJobs.GROWTH.replace("Nordic", "Alpine"));
      erase(server.uri(), first);
      Said made = run("backup", backup.toString(), "--data=" + data);
      assertEquals(ExitCode.CONVERGED, made.exit(), made.out());
      assertTrue(made.out().contains("verified"), made.out());
      assertTrue(made.out().contains("3 jobs, 3 runs"), made.out());
      assertTrue(made.out().contains("signing-key.pem"), made.out());
      assertFalse(anywhere(backup, SECRET));
      assertTrue(anywhere(backup, "Nordic"));
      erase(server.uri(), erasedLater);
    }
    Said checked =
        run("restore", backup.toString(), "--check", "--erasures=" + data, "--data=" + folder);
    assertEquals(ExitCode.CONVERGED, checked.exit(), checked.out());
    assertTrue(checked.out().contains("predates the erasure of " + erasedLater), checked.out());
    Path again = folder.resolve("again");
    Said restored = run("restore", backup.toString(), "--erasures=" + data, "--data=" + again);
    assertEquals(ExitCode.CONVERGED, restored.exit(), restored.out());
    assertFalse(anywhere(again, "Alpine"));
    try (ServerProcess server =
        ServerProcess.start(folder, "--data=" + again, "--port=0", "--log-format=text")) {
      HttpResponse<String> job =
          send(HttpRequest.newBuilder(server.uri().resolve("/api/v1/jobs/" + kept)));
      assertEquals(200, job.statusCode());
      assertTrue(job.body().contains("\"status\":\"converged\""), job.body());
      assertTrue(server.err().contains("from the backup of"), server.err());
    }
    assertEquals(
        Files.readString(data.resolve("signing-key.pem")),
        Files.readString(again.resolve("signing-key.pem")));
  }

  private void erase(URI server, String job) throws Exception {
    HttpResponse<String> erased =
        send(HttpRequest.newBuilder(server.resolve("/api/v1/jobs/" + job + "/content")).DELETE());
    assertEquals(200, erased.statusCode(), erased.body());
  }

  @Test
  void aBackupThatCannotBeMadeSaysWhyInOneLine() throws IOException {
    Path nothing = Files.createDirectories(folder.resolve("nothing"));
    Said said = run("backup", folder.resolve("one").toString(), "--data=" + nothing);
    assertEquals(ExitCode.USAGE, said.exit(), said.out());
    assertTrue(said.out().contains("holds no converge.db"), said.out());
    assertEquals(1, said.out().lines().count(), said.out());
    assertFalse(Files.exists(folder.resolve("one")));
  }
}
