package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `converge templates validate`, as editors call it.
final class ValidateCommandTest {
  @TempDir private Path folder = Path.of("");

  private Path template() {
    assertEquals(
        0,
        Main.commandLine()
            .setOut(new PrintWriter(new StringWriter()))
            .execute("templates", "new", "small", "--dir", folder.toString()));
    return folder.resolve("small");
  }

  private static String run(int code, String... args) {
    StringWriter out = new StringWriter();
    assertEquals(code, Main.commandLine().setOut(new PrintWriter(out)).execute(args));
    return out.toString().strip();
  }

  private static String line(BufferedReader lines) throws IOException {
    return String.valueOf(lines.readLine());
  }

  private static Json.Obj problem(String line) {
    Json.Obj outcome = (Json.Obj) Json.parse(line);
    assertEquals(Json.of(false), outcome.get("valid").orElseThrow());
    return (Json.Obj) ((Json.Arr) outcome.get("problems").orElseThrow()).items().getFirst();
  }

  @Test
  void aCheckIsALineOfJson() throws Exception {
    Path small = template();
    String valid = run(0, "templates", "validate", "--json", small.toString());
    assertTrue(valid.contains("\"valid\":true") && valid.contains("\"name\":\"small\""), valid);

    Path wiring = small.resolve("small.yaml");
    Files.writeString(wiring, Files.readString(wiring).replace("max_facts", "max_fact"));
    Json.Obj problem = problem(run(64, "templates", "validate", "--json", small.toString()));
    assertEquals(Json.of("small.yaml"), problem.get("file").orElseThrow());
    assertTrue(problem.get("line").isPresent() && problem.get("column").isPresent());

    String none = run(64, "templates", "validate", "--json", folder.resolve("none").toString());
    assertTrue(problem(none).canonical().contains(": not a folder"), none);
  }

  @Test
  @Timeout(60)
  void eachChangeIsCheckedUntilItIsStopped() throws Exception {
    Path small = template();
    Path wiring = small.resolve("small.yaml");
    String right = Files.readString(wiring);
    CompletableFuture<Integer> code = new CompletableFuture<>();
    try (PipedWriter to = new PipedWriter();
        BufferedReader lines = new BufferedReader(new PipedReader(to))) {
      CommandLine command = Main.commandLine().setOut(new PrintWriter(to, true));
      Thread watch =
          Thread.ofPlatform()
              .start(() ->
                  code.complete(
                      command.execute(
                          "templates", "validate", "--watch", "--json", small.toString())));
      assertTrue(line(lines).contains("\"valid\":true"));
      Files.writeString(wiring, right.replace("max_facts", "max_fact"));
      problem(line(lines));
      Files.writeString(wiring, right);
      assertTrue(line(lines).contains("\"valid\":true"));
      watch.interrupt();
      assertEquals(0, code.get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void theSchemaOfAWiringIsPrintedAndNamedInANewOne() throws Exception {
    Json.Obj schema = (Json.Obj) Json.parse(run(0, "templates", "schema"));
    assertEquals(
        Json.of("http://json-schema.org/draft-07/schema#"), schema.get("$schema").orElseThrow());
    String wiring = Files.readString(template().resolve("small.yaml"));
    assertTrue(
        wiring.startsWith(
            "# yaml-language-server: $schema=http://localhost:8080/api/v1/schemas/wiring.json\n"),
        wiring);
  }
}
