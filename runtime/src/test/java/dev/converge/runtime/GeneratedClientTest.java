package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Compiles the client that a public generator makes of `api/openapi.yaml` in this build, and lets
/// it drive a job in a process of its own.
final class GeneratedClientTest {
  private static final Path DRIVER = Path.of("src", "test", "client", "DriveJob.java");

  @TempDir private Path folder = Path.of("");

  /// Where the build that compiled this test put what it generated.
  private static Path generated() throws Exception {
    Path classes =
        Path.of(
            GeneratedClientTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return classes.resolveSibling("generated-client").resolve(Path.of("src", "main", "java"));
  }

  private void compile() throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files =
            compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8);
        Stream<Path> sources = Files.walk(generated())) {
      List<Path> all =
          Stream.concat(sources.filter(p -> p.toString().endsWith(".java")), Stream.of(DRIVER))
              .sorted()
              .toList();
      assertTrue(all.size() > 50, "generated: " + all);
      List<String> options =
          List.of(
              "-proc:none",
              "-nowarn",
              "-d",
              folder.toString(),
              "-cp",
              System.getProperty("java.class.path"));
      boolean compiled =
          compiler
              .getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(all))
              .call();
      assertTrue(compiled, said.toString());
    }
  }

  private String drive(String url) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                folder + System.getProperty("path.separator") + classPath(),
                "DriveJob",
                url)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  @Test
  void aClientFromAPublicGeneratorSubmitsFollowsApprovesAndReadsTheResult() throws Exception {
    compile();
    try (Fixture server = new Fixture()) {
      String output = drive("http://127.0.0.1:" + server.server.port());
      Json.Obj job =
          (Json.Obj)
              ((Json.Arr) Fixture.json(server.get("/api/v1/jobs")).get("jobs").orElseThrow())
                  .items()
                  .getFirst();
      Json.Obj result = Fixture.json(server.get("/api/v1/jobs/" + Fixture.text(job, "job_id")));
      long last = Fixture.number(result, "last_sequence");
      for (String line :
          List.of(
              "same job: true",
              "approved by ann",
              "events: " + last,
              "status: converged",
              "facts under D: 1",
              "fact event: D ",
              "last sequence: " + last,
              "hash: " + Fixture.text(result, "result_hash"),
              "unknown: 404 {")) {
        assertTrue(output.contains(line), line + " (expected in)\n" + output);
      }
    }
  }
}
