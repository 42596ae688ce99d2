package dev.converge.domain.template;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.domain.template.source.TemplateProblem;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever is done to the text of a template, it compiles or its problems are told; nothing else
/// ever comes out.
class MutatedTemplatesTest {
  private static final int MUTANTS =
      "long".equals(System.getProperty("converge.tests")) ? 50_000 : 200;
  private static final List<String> SNIPPETS =
      List.of(
          "\"",
          "'",
          "\\",
          "|",
          "|\n|",
          "\"\"\"\n",
          "```\n",
          "@",
          "@id:",
          "@agent ",
          "@rule ",
          "@search ",
          "@semantic ",
          "@structural ",
          "#",
          "# language: nl\n",
          ":",
          "- ",
          "&a ",
          "*a ",
          "!!x ",
          "<<: ",
          "---\n",
          "...\n",
          "{",
          "}",
          "[",
          "]",
          ",",
          "\t",
          "\r",
          "\n\n",
          " ",
          "0",
          "-1",
          "99999999999999999999",
          "1e400",
          ".nan",
          "~",
          "null",
          "true",
          "\u0000",
          "\uFEFF",
          "\uD83D",
          "é",
          "Feature: ",
          "Rule: ",
          "Background:\n",
          "Scenario: ",
          "Scenario Outline: ",
          "Examples:\n",
          "<x>",
          "whose \"a\" is 1 ",
          "if ",
          ", then ",
          "at least ",
          " to ");

  private final Templates templates = Templates.shipped();
  private final Template shipped = templates.template("growth-strategy", "").orElseThrow();

  @Test
  void aMutantCompilesOrIsExplained() {
    long seed = Long.getLong("converge.seed", 20_260_101L);
    Random random = new Random(seed);
    int broken = 0;
    for (int i = 0; i < MUTANTS; i++) {
      boolean ofSpec = random.nextInt(4) > 0;
      String spec = ofSpec ? mutant(shipped.spec(), random) : shipped.spec();
      String wiring = ofSpec ? shipped.wiring() : mutant(shipped.wiring(), random);
      broken += broken(spec, wiring, "mutant " + i + " of -Dconverge.seed=" + seed) ? 1 : 0;
    }
    assertTrue(broken > MUTANTS / 2, broken + " of " + MUTANTS + " broken");
  }

  private boolean broken(String spec, String wiring, String which) {
    try {
      List<TemplateProblem> problems =
          templates.check(TemplateSource.of("growth-strategy", spec, wiring));
      for (TemplateProblem problem : problems) {
        assertTrue(problem.line() >= 1 && problem.column() >= 1, which + ": " + problem);
        assertFalse(problem.message().isBlank(), which + ": " + problem);
      }
      return !problems.isEmpty();
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(which + ":\n" + spec + wiring, e);
    }
  }

  private static String mutant(String text, Random random) {
    StringBuilder out = new StringBuilder(text);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(out.length());
      int to = Math.min(out.length(), at + 1 + random.nextInt(random.nextInt(10) == 0 ? 400 : 12));
      switch (random.nextInt(4)) {
        case 0 -> out.delete(at, to);
        case 1 -> out.insert(at, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
        case 2 -> out.insert(at, out.substring(at, to));
        default -> out.replace(at, to, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
      }
    }
    return out.toString();
  }
}
