package dev.converge.domain.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.domain.flow.Small;
import dev.converge.domain.template.source.Problems;
import dev.converge.domain.template.source.TemplateProblem;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A spec is read from whoever may validate one: nothing that is written in it may cost much.
class SpecLimitsTest {
  private static List<String> messages(String spec) {
    return Small.problems(spec, Small.WIRING).stream().map(TemplateProblem::toString).toList();
  }

  @Test
  void longAndTwistedStepsAreRefusedQuietly() {
    String quotes = "\"x\", ".repeat(390);
    for (String step :
        List.of(
            "facts under " + quotes + "\"x\"",
            "facts under " + "\"".repeat(1_900),
            "if " + ",".repeat(1_900),
            "if " + "a, then ".repeat(230),
            "\\".repeat(1_900),
            "'".repeat(1_901),
            "x".repeat(100_000))) {
      List<String> found =
          messages(Small.SPEC.replace("facts under \"Seeds\"\n    When", step + "\n    When"));
      assertTrue(found.getFirst().startsWith("small.feature:10:"), found.getFirst());
    }
  }

  @Test
  void outlinesAndBackgroundsMayNotStandForMillionsOfSteps() {
    String outline =
        """
        Feature: F
          @invariant @semantic @id:a
          Scenario Outline: O
        """
            + "    Then <x>\n".repeat(5_000)
            + "    Examples:\n      | x |\n"
            + "|a|\n".repeat(30_000);
    assertEquals(
        List.of(
            "small.feature:1:1: 150000000 steps (expected: at most 20000, backgrounds and rows"
                + " counted)",
            "small.feature:1:1: 30000 scenarios (expected: at most 1000, rows counted)"),
        messages(outline));
    String background =
        "Feature: F\nBackground:\n" + "* a\n".repeat(20_000) + "Scenario: S\n* b\n".repeat(900);
    assertEquals(
        "small.feature:1:1: 18000900 steps (expected: at most 20000, backgrounds and rows counted)",
        messages(background).getFirst());
  }

  @Test
  void afewThousandProblemsAreCutOff() {
    String step = "    And nonsense\n";
    List<String> found = messages(Small.SPEC + step.repeat(5_000));
    assertEquals(Problems.MAX, found.size());
  }
}
