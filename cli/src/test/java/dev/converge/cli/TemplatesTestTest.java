package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.cli.command.Scaffold;
import dev.converge.cli.terminal.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `converge templates test` says what the fixtures trigger.
final class TemplatesTestTest {
  private static final String MORE =
      """

          @invariant @structural @id:amounts
          Scenario: Every seed has an amount
            Then every fact under "Seeds" carries a number "amount"

        @approval @id:look
        Scenario: A person looks at options that rest on the first finding
          When a fact is proposed under "Options"
          And it cites a fact under "Findings" whose "weight" is 3
          Then an "owner" must approve it

        @approval @id:all
        Scenario: A person looks at all other options
          When a fact is proposed under "Options"
          Then an "owner" must approve it

        @invariant @semantic @id:never
        Scenario: There are no findings
          Then no facts exist under "Findings"
      """;

  @TempDir private Path directory = Path.of(".");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine commandLine =
      Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  private Path folder = Path.of(".");

  @BeforeEach
  void template() throws IOException {
    folder = Scaffold.write("desk", directory);
    Path spec = folder.resolve("desk.feature");
    Files.writeString(
        spec,
        Files.readString(spec)
            .replace(
                """
                And each fact cites at least 1 fact under "Seeds"
                      And each fact is no\
                """,
                """
                And each fact cites at least 1 fact under "Seeds"
                      And each fact carries
                        | field  | type    | rule             |
                        | weight | integer | 1 to 9; optional |
                      And each fact is no\
                """));
    Files.writeString(spec, MORE, StandardOpenOption.APPEND);
    Files.createDirectories(folder.resolve("fixtures"));
  }

  private int test(String... args) {
    out.getBuffer().setLength(0);
    String[] all = new String[args.length + 3];
    all[0] = "templates";
    all[1] = "test";
    all[2] = folder.toString();
    System.arraycopy(args, 0, all, 3, args.length);
    return commandLine.execute(all);
  }

  private void fixture(String name, String data, String expect) throws IOException {
    Files.writeString(
        folder.resolve("fixtures").resolve(name + ".yaml"),
        """
        template: desk
        seeds:
          - { id: "topic:a", content: "Loans rose 14%% last year. Readers ask for evenings."%s }
        expect: { %s }
        """
            .formatted(data, expect));
  }

  @Test
  void eachApprovalAndInvariantIsNamedWithTheFixturesThatReachIt() throws IOException {
    fixture("plain", ", data: { amount: 7 }", "status: waiting");
    fixture("bare", "", "refused: amount");
    assertEquals(ExitCode.CONVERGED, test(), () -> out + "\n" + err);
    String said = out.toString().replaceAll(" +", " ");
    assertTrue(said.contains("ok bare refused: /seeds/0"), said);
    assertTrue(said.contains("ok structural amounts is violated in bare"), said);
    assertTrue(said.contains("ok semantic never is violated in plain"), said);
    assertTrue(said.contains("ok approval all holds proposals in plain"), said);
    assertTrue(said.contains("- approval look not triggered by any fixture"), said);
    assertTrue(said.contains("- structural no_promises not triggered by any fixture"), said);
    assertTrue(said.contains("2 of 2 fixtures pass; not triggered: look, no_promises"), said);
    assertEquals(ExitCode.HALTED, test("--strict"));
  }

  @Test
  void whatIsTakenAlthoughItShouldBeRefusedIsSaid() throws IOException {
    fixture("plain", ", data: { amount: 7 }", "refused: amount");
    assertEquals(ExitCode.HALTED, test());
    assertTrue(out.toString().contains("refused: the seeds were taken"), out::toString);
  }

  @Test
  void aFolderWithoutFixturesOfTheTemplateIsAnError() throws IOException {
    Files.writeString(
        folder.resolve("fixtures/other.yaml"),
        "template: drafting-short\nseeds: [{ id: \"brief:a\", content: \"A?\" }]\n");
    assertEquals(ExitCode.USAGE, test());
    assertTrue(err.toString().contains("says \"template: desk\""), err::toString);
  }
}
