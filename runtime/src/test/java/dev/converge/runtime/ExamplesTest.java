package dev.converge.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import dev.converge.engine.RunObserver;
import dev.converge.runtime.server.Feature;
import dev.converge.runtime.server.ServerSettings;
import dev.converge.testkit.Browser;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs what is in `examples/` as its users do.
final class ExamplesTest {
  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();
  private static final int PATIENCE_SECONDS = 120;

  @TempDir private Path folder = Path.of("");

  private static String run(Path in, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "did not end");
    assertEquals(0, process.exitValue(), output);
    return output;
  }

  private Path job() throws IOException {
    return Files.writeString(folder.resolve("job.json"), Fixture.job("chain"));
  }

  @Test
  void theScriptSubmitsFollowsAndPrintsTheFacts() throws Exception {
    assumeTrue(onPath("curl"), "no curl");
    try (Fixture server = new Fixture()) {
      String output =
          run(
              folder,
              EXAMPLES.resolve("submit.sh").toString(),
              "http://127.0.0.1:" + server.server.port(),
              job().toString());
      assertTrue(output.contains("4 event: fact"), output);
      assertTrue(output.contains("\"status\":\"converged\""), output);
    }
  }

  @Test
  void theJavaClientPrintsEveryEvent() throws Exception {
    try (Fixture server = new Fixture()) {
      String output =
          run(
              folder,
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              EXAMPLES.resolve("Watch.java").toString(),
              "http://127.0.0.1:" + server.server.port(),
              job().toString());
      assertEquals(4, output.lines().filter(l -> l.contains("\"fact_promoted\"")).count());
      assertTrue(output.strip().endsWith("}"), output);
      assertTrue(output.contains("\"status\":\"converged\""), output);
    }
    assertTrue(Files.readAllLines(EXAMPLES.resolve("Watch.java")).size() < 60);
  }

  private static boolean onPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
  }

  @Test
  void theBrowserPageShowsTheFactsWithAPlainEventSource() throws Exception {
    Browser.required();
    String page = Files.readString(EXAMPLES.resolve("watch.html"));
    Feature pages =
        site ->
            site.resource("/page")
                .produces("text/html")
                .get(_ -> HttpResponse.of(HttpStatus.OK, MediaType.HTML_UTF_8, page), "job");
    try (Fixture server = new Fixture(ServerSettings.DEFAULT, RunObserver.none(), List.of(pages));
        Browser browser = new Browser(folder.resolve("profile"))) {
      browser.open(server.uri("/page?job=" + server.submit("chain")).toString());
      browser.until("document.getElementById('status').textContent === 'converged'");
      assertEquals("4", browser.evaluate("document.querySelectorAll('#facts li').length"));
    }
  }
}
