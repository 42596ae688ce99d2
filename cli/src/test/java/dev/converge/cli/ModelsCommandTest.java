package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.cli.terminal.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelsCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String... args) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  private static Path catalogue(Path directory) throws Exception {
    return Files.writeString(
        directory.resolve("models.yaml"),
        """
        providers:
          mine: { api: openai-compatible, base_url: "http://127.0.0.1:1/v1", local: true }
        models:
          - { provider: mine, model: tiny, input_usd: 0, output_usd: 0, latency_ms: 100, context: 200000, quality: 1,
              reasoning: true, web_search: true }
        """);
  }

  @Test
  void everyAgentIsToldWhichModelItWouldGetAndWhy(@TempDir Path directory) throws Exception {
    assertEquals(0, execute("models", "--why", "--models", catalogue(directory).toString()));
    String text = out.toString();
    assertTrue(text.matches("(?s).*mine +set up \\(local\\).*"), text);
    assertTrue(text.matches("(?s).*market_signal +mine/tiny.*strategy +mine/tiny.*"), text);
    assertTrue(text.contains("PERPLEXITY_API_KEY is not set"), text);
  }

  @Test
  void aCatalogueThatIsWrongIsRefusedWithItsPlace(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("m.yaml"), "models: [{provider: x}]");
    assertEquals(64, execute("models", "--models", file.toString()));
    assertTrue(err.toString().contains("models[0].model: missing"), err::toString);
    assertEquals(64, execute("models", "--models", directory.resolve("none").toString()));
  }

  @Test
  void aRunWithoutARecordingNamesTheRequest(@TempDir Path directory) {
    int code =
        execute(
            "run",
            "--template",
            "growth-strategy",
            "--seeds",
            "[{\"id\":\"market:a\",\"content\":\"Buyers want paint\"},{\"id\":\"product:b\",\"content\":\"Paint\"}]",
            "--recorded",
            directory.toString());
    assertEquals(ExitCode.HALTED, code, err::toString);
    assertTrue(out.toString().contains("no recording of request"), out::toString);
  }
}
