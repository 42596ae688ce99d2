package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.llm.model.ModelCatalogue;
import dev.converge.llm.model.ModelEntry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A catalogue becomes newer without a release, from a file or from what a provider lists.
final class ModelsUpdateTest {
  @TempDir private Path folder = Path.of("");

  private record Said(int exit, String text) {}

  private Said update(String from, Path to) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute("models", "update", "--from", from, "--to", to.toString());
    return new Said(exit, out + err.toString());
  }

  private String file(String date) throws Exception {
    return Files.writeString(
            folder.resolve("new.yaml"),
            (date.isEmpty() ? "" : "as_of: " + date + "\n")
                + "models:\n"
                + "  - { provider: groq, model: openai/gpt-oss-120b, input_usd: 0.2, output_usd: 0.6,"
                + " context: 131072 }\n"
                + "  - { provider: openai, model: gpt-9, input_usd: 1, output_usd: 2 }\n")
        .toString();
  }

  @Test
  void aNewerFileIsCheckedComparedAndWritten() throws Exception {
    Path to = folder.resolve("models.yaml");
    Said said = update(file("2027-01-31"), to);
    assertEquals(ExitCode.CONVERGED, said.exit(), said.text());
    assertTrue(said.text().contains("new      openai/gpt-9"), said.text());
    assertTrue(
        said.text().contains("changed  groq/openai/gpt-oss-120b: input_usd: 0.2"), said.text());
    ModelCatalogue written = ModelCatalogue.shipped().with(to);
    assertEquals("2027-01-31", written.asOf());
    assertEquals(
        "0.2",
        written.model("groq", "openai/gpt-oss-120b").orElseThrow().prices().input().toString());
    assertEquals(ModelCatalogue.shipped().models().size() + 1, written.models().size());
    assertTrue(update(file("2027-01-31"), to).text().contains("0 changes"));
  }

  @Test
  void aFileWithoutADateOrWithAnOlderOneIsRefused() throws Exception {
    Path to = folder.resolve("models.yaml");
    for (String date : new String[] {"", "2020-01-01"}) {
      Said said = update(file(date), to);
      assertEquals(ExitCode.USAGE, said.exit(), said.text());
      assertTrue(said.text().contains("as_of: "), said.text());
      assertFalse(Files.exists(to));
    }
    assertEquals(ExitCode.USAGE, update("nobody", to).exit());
  }

  @Test
  void whatAProviderListsIsTakenOver() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] list = "{\"models\":[{\"name\":\"qwen:8b\"}]}".getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/api/tags",
        exchange -> {
          exchange.sendResponseHeaders(200, list.length);
          exchange.getResponseBody().write(list);
          exchange.close();
        });
    server.start();
    try {
      Path to =
          Files.writeString(
              folder.resolve("models.yaml"),
              """
              providers:
                home: { api: ollama, base_url: "http://127.0.0.1:%d/v1", local: true }
              models:
                - { provider: home, model: old, input_usd: 0, output_usd: 0 }
              """
                  .formatted(server.getAddress().getPort()));
      Said said = update("home", to);
      assertEquals(ExitCode.CONVERGED, said.exit(), said.text());
      assertTrue(said.text().contains("gone     home/old"), said.text());
      assertTrue(said.text().contains("new      home/qwen:8b"), said.text());
      ModelCatalogue written = ModelCatalogue.shipped().with(to);
      ModelEntry pulled = written.model("home", "qwen:8b").orElseThrow();
      assertTrue(pulled.structuredOutput());
      assertTrue(written.provider(pulled).local());
    } finally {
      server.stop(0);
    }
  }
}
