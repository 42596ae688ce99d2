package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.cli.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class TemplatesNewTest {
  private static final String SEEDS =
      """
      [{"id":"topic:library","content":"Readers ask for longer evenings. Loans rose 14% last year."},
       {"id":"goal:hours","content":"Open until 22:00 twice a week by March"}]
      """;

  @TempDir private Path directory = Path.of(".");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine commandLine =
      Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  private int execute(String... args) {
    out.getBuffer().setLength(0);
    return commandLine.execute(args);
  }

  private int run() {
    return execute(
        "run",
        "--templates",
        directory.toString(),
        "--template",
        "night-library",
        "--seeds",
        SEEDS);
  }

  private int begin(String name) {
    return execute("templates", "new", name, "--dir", directory.toString());
  }

  @Test
  void aNewTemplateIsValidAndRuns() {
    assertEquals(ExitCode.CONVERGED, begin("night-library"), err::toString);
    assertEquals(
        ExitCode.CONVERGED,
        execute("templates", "validate", directory.resolve("night-library").toString()));
    assertTrue(out.toString().startsWith("night-library@0.1.0 is valid"), out::toString);
    assertEquals(ExitCode.CONVERGED, run(), err::toString);
    assertTrue(out.toString().contains("finding:1"), out::toString);
    assertTrue(out.toString().contains("option:1"), out::toString);
    assertTrue(out.toString().contains("14%"), out::toString);
  }

  @Test
  void whatIsEditedIsWhatRuns() throws IOException {
    begin("night-library");
    Path spec = directory.resolve("night-library/night-library.feature");
    Path wiring = directory.resolve("night-library/night-library.yaml");
    String agent =
        """
            @agent @llm @id:doubts
            Scenario: Every option meets a doubt
              Given facts under "Options"
              When the agent is asked
                \"""
                Name the risk of each option.
                \"""
              Then it proposes 1 fact under "Doubts" for each fact under "Options" with ids starting "doubt:"

          Rule: What may never be said
        """;
    String text = Files.readString(spec);
    Files.writeString(spec, text.replace("  Rule: What may never be said\n", agent));
    Files.writeString(
        wiring, Files.readString(wiring) + "  - { id: doubts, requirements: analysis }\n");
    assertEquals(ExitCode.CONVERGED, run(), err::toString);
    assertTrue(out.toString().contains("doubt:1"), out::toString);
  }

  @Test
  void anEditThatIsWrongIsReportedWithItsPlace() throws IOException {
    begin("night-library");
    Path spec = directory.resolve("night-library/night-library.feature");
    Files.writeString(
        spec, Files.readString(spec).replace("is no longer than 600", "is shorter than 600"));
    assertEquals(ExitCode.ERROR, run());
    assertTrue(err.toString().startsWith("night-library.feature:"), err::toString);
  }

  @Test
  void aFolderThatExistsIsLeftAlone() throws IOException {
    begin("night-library");
    Path spec = directory.resolve("night-library/night-library.feature");
    Files.writeString(spec, "mine");
    assertEquals(ExitCode.USAGE, begin("night-library"));
    assertTrue(err.toString().contains("already exists"), err::toString);
    assertEquals("mine", Files.readString(spec));
  }

  @Test
  void aNameThatIsNoneIsRefused() {
    for (String name : new String[] {"Night", "a_b", "../up", "a--b", "x".repeat(65)}) {
      assertEquals(ExitCode.USAGE, begin(name), name);
    }
    assertTrue(err.toString().contains("name: ../up (expected: lowercase words"), err::toString);
  }
}
