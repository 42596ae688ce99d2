package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import dev.converge.cli.config.Config;
import dev.converge.cli.terminal.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jobs in mode `recorded` on a server, and how recordings come to it.
final class RecordedServerTest {
  @TempDir private Path folder = Path.of("");

  private record Said(int exit, String out, String err) {}

  private Served server(String name, String... options) throws Exception {
    Map<String, List<String>> flags = new HashMap<>();
    flags.put("--port", List.of("0"));
    flags.put("--grace-period", List.of("2s"));
    flags.put("--data", List.of(folder.resolve(name).toString()));
    for (int i = 0; i < options.length; i += 2) {
      flags.put(options[i], List.of(options[i + 1]));
    }
    return Served.start(Config.load(flags, Map.of(), folder), Map.of());
  }

  private static Said run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(args);
    return new Said(exit, out.toString(), err.toString());
  }

  private static String submit(Served server, String body) {
    AggregatedHttpResponse answer =
        WebClient.of(server.url())
            .execute(
                RequestHeaders.of(
                    HttpMethod.POST, "/api/v1/jobs", HttpHeaderNames.CONTENT_TYPE, MediaType.JSON),
                body)
            .aggregate()
            .join();
    assertTrue(answer.status().isSuccess(), answer::contentUtf8);
    String job = HeldJobs.text(answer.contentUtf8(), "job_id");
    return WebClient.of(server.url())
        .get("/api/v1/jobs/" + job + "?wait=60s")
        .aggregate()
        .join()
        .contentUtf8();
  }

  private static String in(String mode, String job) {
    return job.replaceFirst("\\{", "{\"mode\":\"" + mode + "\",");
  }

  private List<String> files(Path directory) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return new ArrayList<>(files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  /// A run of the reasoner, kept as a bundle and taken out of it as recordings.
  private Path recordings() throws Exception {
    Path bundle = folder.resolve("run.zip");
    try (Served first = server("first")) {
      String job = HeldJobs.text(submit(first, in("offline", HeldJobs.GROWTH)), "job_id");
      Said said = run("audit", "export", job, "--server", first.url(), "-o", bundle.toString());
      assertEquals(ExitCode.CONVERGED, said.exit(), said::err);
    }
    Path exported = folder.resolve("exported");
    Said said = run("recordings", "export", bundle.toString(), exported.toString());
    assertEquals(ExitCode.CONVERGED, said.exit(), said::err);
    assertTrue(said.out().startsWith("6 calls"), said::out);
    assertEquals(6, files(exported).size());
    return exported;
  }

  @Test
  void aJobInModeRecordedIsAnsweredFromTheFolderAndAMissNamesTheRequest() throws Exception {
    Path exported = recordings();
    Path kept = folder.resolve("kept");
    Said said = run("recordings", "import", exported.toString(), kept.toString());
    assertEquals("6 recordings copied", said.out().strip());
    assertEquals(files(exported), files(kept));
    Said again = run("recordings", "import", exported.toString(), kept.toString());
    assertEquals("0 recordings copied", again.out().strip());

    try (Served second = server("second", "--recordings", kept.toString())) {
      String answer = submit(second, in("recorded", HeldJobs.GROWTH));
      assertTrue(answer.contains("\"status\":\"converged\""), answer);
      String other = HeldJobs.GROWTH.replace("audit trail", "a mobile app");
      String missed = submit(second, in("recorded", other));
      assertTrue(missed.contains("\"status\":\"halted\""), missed);
      assertTrue(
          missed.matches("(?s).*agent market_signal: no recording of request [0-9a-f]{64}.*"),
          missed);
      String plain = submit(second, HeldJobs.GROWTH);
      assertTrue(plain.contains("\"mode\":\"offline\""), plain);
    }
  }

  @Test
  void withoutAFolderAJobInModeRecordedNamesTheFirstRequest() throws Exception {
    try (Served bare = server("bare")) {
      String missed = submit(bare, in("recorded", HeldJobs.GROWTH));
      assertTrue(missed.contains("no recording of request"), missed);
    }
  }

  @Test
  void aFileThatIsNotWhatItsNameSaysIsNotTakenOver() throws Exception {
    Path from = Files.createDirectories(folder.resolve("from"));
    Files.writeString(from.resolve("0".repeat(64) + ".json"), "{\"request\":{}}");
    Said said = run("recordings", "import", from.toString(), folder.resolve("to").toString());
    assertEquals(ExitCode.USAGE, said.exit(), said::err);
    assertTrue(said.err().contains("(expected: a recording of that request)"), said::err);
  }
}
