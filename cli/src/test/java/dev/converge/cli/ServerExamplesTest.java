package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.converge.cli.config.Config;
import dev.converge.cli.serve.Serving;
import java.io.BufferedReader;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples that need a whole server, run as their users run them.
final class ServerExamplesTest {
  private static final Path EXAMPLES = Pages.ROOT.resolve("examples").toAbsolutePath().normalize();
  private static final int PATIENCE_SECONDS = 120;

  @TempDir private Path folder = Path.of("");

  private String run(String example, String program) throws Exception {
    assumeTrue(onPath(program), () -> "no " + program);
    Map<String, List<String>> flags =
        Map.of("--port", List.of("0"), "--webhooks-allow", List.of("127.0.0.1"));
    try (Serving server = Serving.start(Config.load(flags, Map.of(), folder), Map.of())) {
      server.recover();
      Process process =
          new ProcessBuilder(EXAMPLES.resolve(example).toString(), server.url())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "did not end");
      assertEquals(0, process.exitValue(), output);
      return output;
    }
  }

  private static boolean onPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
  }

  @Test
  void theForkIsComparedWithItsOriginal() throws Exception {
    String output = run("fork.sh", "curl");
    assertTrue(output.contains("\"saved_tokens\":"), output);
    assertTrue(output.contains("seeds: 2 the same, 1 changed"), output);
  }

  @Test
  void theToolOfTheModelContextProtocolReturnsTheAnswer() throws Exception {
    String output = run("mcp.sh", "curl");
    assertTrue(output.lines().anyMatch("growth-strategy"::equals), output);
    assertTrue(output.contains("\"status\":\"converged\""), output);
  }

  @Test
  void theTaskOfAnotherAgentIsCompleted() throws Exception {
    String output = run("a2a.sh", "curl");
    assertTrue(output.contains("\"id\":\"growth-strategy\""), output);
    assertTrue(output.contains("TASK_STATE_COMPLETED"), output);
  }

  @Test
  void theReceiverVerifiesAndPrintsTheEventsOfTheJob() throws Exception {
    String output = run("webhook.py", "python3");
    assertTrue(output.strip().endsWith("dev.converge.job.ended converged"), output);
  }

  @Test
  void theToolIsCalledForEachPrice() throws Exception {
    assumeTrue(onPath("python3"), "no python3");
    Process service =
        new ProcessBuilder(EXAMPLES.resolve("tools/rates.py").toString(), "0").start();
    try (BufferedReader lines = service.inputReader(StandardCharsets.UTF_8)) {
      String tools = Files.readString(EXAMPLES.resolve("tools/tools.yaml"));
      String here = lines.readLine();
      Path file = folder.resolve("tools.yaml");
      Files.writeString(file, tools.replace("http://127.0.0.1:8099", here));
      StringWriter out = new StringWriter();
      int status =
          Main.commandLine()
              .setOut(new PrintWriter(out))
              .setErr(new PrintWriter(out))
              .execute(
                  "run",
                  "--templates",
                  EXAMPLES.resolve("tools/templates").toString(),
                  "--template",
                  "euro-prices",
                  "--tools",
                  file.toString(),
                  "--seeds",
                  "@" + EXAMPLES.resolve("tools/prices.json"));
      assertEquals(0, status, out::toString);
      assertTrue(out.toString().contains("120 USD are 108 EUR"), out::toString);
      assertTrue(out.toString().contains("2400 SEK are 240 EUR"), out::toString);
    } finally {
      service.destroy();
    }
  }
}
