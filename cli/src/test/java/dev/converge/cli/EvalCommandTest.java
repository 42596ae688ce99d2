package dev.converge.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.cli.eval.Fixture;
import dev.converge.cli.terminal.ExitCode;
import dev.converge.domain.template.Template;
import dev.converge.domain.template.Templates;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import picocli.CommandLine;

final class EvalCommandTest {
  private static final int LEAST_OF_A_FLOW = 15;

  private static final String BEES =
      """
      template: drafting-short
      seeds:
        - { id: "brief:bees", content: "How do bees survive winter?" }
        - { id: "source:a", content: "In winter bees form a cluster." }
      """;

  @TempDir private Path directory = Path.of(".");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine commandLine =
      Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  /// The folder of the fixtures, beside the modules.
  private static Path evals() {
    Path here = Path.of("").toAbsolutePath();
    Path found = here.resolve("evals");
    return Files.isDirectory(found) ? found : here.resolveSibling("evals");
  }

  private int eval(String name, String fixture) throws IOException {
    Files.writeString(directory.resolve(name), fixture);
    return commandLine.execute("eval", directory.toString());
  }

  @Test
  void theFixturesOfAllFlowsHold() {
    int exit = commandLine.execute("eval", evals().toString());
    assertEquals(ExitCode.CONVERGED, exit, () -> out + "\n" + err);
  }

  @Test
  void everyFlowHasFixtures() throws IOException {
    TreeMap<String, Integer> counts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(evals())) {
      List<Path> all = files.filter(path -> path.toString().matches(".*\\.(?:yaml|json)")).toList();
      all.forEach(path -> counts.merge(Fixture.read(path).template(), 1, Integer::sum));
    }
    for (Template flow : Templates.shipped().list()) {
      assertTrue(counts.getOrDefault(flow.name(), 0) >= LEAST_OF_A_FLOW, counts::toString);
    }
  }

  @Test
  void buildServersReadTheResults() throws Exception {
    Files.writeString(directory.resolve("bees.yaml"), BEES);
    Files.writeString(
        directory.resolve("bad.yaml"),
        BEES + "expect: { status: halted, must_mention: [\"<&>\"] }\n");
    Path file = directory.resolve("results/junit.xml");
    int exit = commandLine.execute("eval", directory.toString(), "--junit", file.toString());
    assertEquals(ExitCode.HALTED, exit, () -> out + "\n" + err);
    Element suite =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(file.toFile())
            .getDocumentElement();
    assertEquals("2", suite.getAttribute("tests"));
    assertEquals("1", suite.getAttribute("failures"));
    Element bad = (Element) suite.getElementsByTagName("testcase").item(0);
    assertEquals("bad", bad.getAttribute("name"));
    assertEquals("drafting-short", bad.getAttribute("classname"));
    assertTrue(
        bad.getTextContent().contains("must_mention: no fact mentions \"<&>\""),
        bad::getTextContent);
  }

  @Test
  void whatIsNotAsExpectedIsSaidLineByLine() throws IOException {
    int exit =
        eval(
            "bees.yaml",
            BEES
                + """
                expect:
                  status: halted
                  max_cycles: 1
                  min_facts: 99
                  keys: [Nothing]
                  id_prefixes: ["nobody:"]
                  must_mention: [wasps]
                  must_not_mention: [CLUSTER, clust]
                """);
    assertEquals(ExitCode.HALTED, exit, err::toString);
    assertEquals(
        """
        drafting-short
          FAIL  bees                             converged, cycles 3, facts 5
                status: converged (expected: halted)
                cycles: 3 (expected: <= 1)
                facts: 5 (expected: >= 99)
                keys: no fact under "Nothing"
                id_prefixes: no fact with id starting "nobody:"
                must_mention: no fact mentions "wasps"
                must_not_mention: note:1 mentions "CLUSTER": In winter bees form a cluster.
        0 of 1 fixtures pass
        """,
        out.toString().replace("\r\n", "\n"));
  }

  @Test
  void whatASeedSaysIsNotMerit() throws IOException {
    assertEquals(ExitCode.HALTED, eval("a.yaml", BEES + "expect: { must_mention: [How do bees] }"));
  }

  @Test
  void aFixtureOfAnUnknownExpectationIsAnError() throws IOException {
    assertEquals(ExitCode.USAGE, eval("bees.yaml", BEES + "expect: { mentions: [x] }"));
    assertTrue(err.toString().contains("bees.yaml: expect.mentions: unknown"), err::toString);
  }

  @Test
  void aFixtureWithSeedsThatTheTemplateDoesNotTakeIsAnError() throws IOException {
    int exit =
        eval(
            "x.json",
            "{\"template\":\"drafting-short\",\"seeds\":[{\"id\":\"a\",\"content\":\"b\"}]}");
    assertEquals(ExitCode.USAGE, exit);
    assertTrue(err.toString().contains("x.json: /seeds"), err::toString);
  }

  @Test
  void aTemplateThatDoesNotExistIsAnError() throws IOException {
    eval("x.yaml", BEES.replace("drafting-short", "drafting-long"));
    assertTrue(
        err.toString()
            .contains(
                "x.yaml: template not found: \"drafting-long\"; did you mean \"drafting-short\"?"),
        err::toString);
  }

  @Test
  void aRunThatChangedSinceItWasKeptDoesNotHoldAndSaysWhatChanged() throws IOException {
    String kept = directory.resolve("kept").toString();
    Files.writeString(directory.resolve("bees.yaml"), BEES);
    String fixtures = directory.toString();
    assertEquals(ExitCode.CONVERGED, commandLine.execute("eval", fixtures, "--keep", kept));
    assertEquals(ExitCode.CONVERGED, commandLine.execute("eval", fixtures, "--kept", kept));
    out.getBuffer().setLength(0);
    int exit = eval("bees.yaml", BEES.replace("form a cluster", "form a tight cluster"), kept);
    assertEquals(ExitCode.HALTED, exit, err::toString);
    String said = out.toString();
    assertTrue(said.contains("FAIL  bees"), said);
    assertTrue(said.contains("first difference: kept event"), said);
    assertTrue(said.contains("~ source:a: In winter bees form a {+tight +}cluster."), said);
    assertEquals(ExitCode.HALTED, eval("other.yaml", BEES, kept));
    assertTrue(out.toString().contains("other.ndjson (expected: the kept run)"), out::toString);
  }

  private int eval(String name, String fixture, String kept) throws IOException {
    Files.writeString(directory.resolve(name), fixture);
    return commandLine.execute("eval", directory.toString(), "--kept", kept);
  }

  @Test
  void theSameRunIsKeptAsTheSameBytes() throws IOException {
    Files.writeString(directory.resolve("bees.yaml"), BEES);
    List<byte[]> twice = new ArrayList<>();
    for (String folder : List.of("one", "two")) {
      Path kept = directory.resolve(folder);
      commandLine.execute("eval", directory.toString(), "--keep", kept.toString());
      twice.add(Files.readAllBytes(kept.resolve("bees.ndjson")));
    }
    assertArrayEquals(twice.getFirst(), twice.getLast());
  }

  @Test
  void whatIsNotThereIsNotFound() {
    String nothing = directory.resolve("nothing").toString();
    assertEquals(ExitCode.USAGE, commandLine.execute("eval", nothing));
    assertTrue(
        err.toString()
            .contains(nothing + ": not found (expected: a fixture, or a folder of fixtures)"),
        err::toString);
  }

  @Test
  void aFolderWithoutFixturesIsAnError() {
    assertEquals(ExitCode.USAGE, commandLine.execute("eval", directory.toString()));
    assertTrue(err.toString().contains("no fixture"), err::toString);
  }
}
