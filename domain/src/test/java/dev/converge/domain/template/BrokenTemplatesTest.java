package dev.converge.domain.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.domain.flow.Ranking;
import dev.converge.domain.flow.RuleAgents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What authors of templates are told: each file of `broken/` holds a spec, a wiring, and every
/// problem that is found in them. After a message was changed on purpose: `./mvnw -Dquick -pl
/// domain -am test -Dtest=BrokenTemplatesTest -Dconverge.golden=write`, and read the difference.
class BrokenTemplatesTest {
  private static final Path FOLDER = Path.of("src/test/resources/broken");
  private static final String WIRING = "=== wiring\n";
  private static final String PROBLEMS = "=== problems\n";
  private static final Templates TEMPLATES = new Templates(RuleAgents.of(List.of(new Ranking())));

  @TestFactory
  Stream<DynamicTest> everyProblemIsToldWithItsPlace() throws IOException {
    return cases().stream()
        .map(
            file -> DynamicTest.dynamicTest(String.valueOf(file.getFileName()), () -> check(file)));
  }

  @Test
  void thereAreManyWaysToBeWrong() throws IOException {
    assertTrue(cases().size() >= 40, cases().size() + " files");
  }

  private static List<Path> cases() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }

  private static void check(Path file) throws IOException {
    String text = Files.readString(file);
    int wiring = text.indexOf(WIRING);
    int problems = text.indexOf(PROBLEMS);
    String found =
        TEMPLATES
            .check(
                TemplateSource.of(
                    "small",
                    text.substring(0, wiring),
                    text.substring(wiring + WIRING.length(), problems)))
            .stream()
            .map(problem -> problem + "\n")
            .collect(Collectors.joining());
    if ("write".equals(System.getProperty("converge.golden"))) {
      Files.writeString(file, text.substring(0, problems + PROBLEMS.length()) + found);
    }
    assertFalse(found.isEmpty(), "no problem found");
    assertEquals(text.substring(problems + PROBLEMS.length()), found);
  }
}
