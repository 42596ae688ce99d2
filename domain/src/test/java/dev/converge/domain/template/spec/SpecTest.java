package dev.converge.domain.template.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Condition;
import dev.converge.core.Invariant;
import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.domain.flow.Small;
import dev.converge.domain.template.Template;
import dev.converge.domain.template.TemplateException;
import dev.converge.domain.template.source.SourceText;
import dev.converge.domain.template.source.TemplateProblem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What Gherkin allows, and that it means the same here.
class SpecTest {
  private static final String BOM = "\uFEFF";

  private static AgentSpec writer(Template template) {
    return template.program().agent("writer").orElseThrow();
  }

  private static Invariant invariant(Template template, String id) {
    return template.program().definition().invariants().stream()
        .filter(invariant -> invariant.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> messages(String spec) {
    return Small.problems(spec, Small.WIRING).stream().map(TemplateProblem::toString).toList();
  }

  /// H04: line ends and byte order marks are no content.
  @Test
  void lineEndsAndByteOrderMarksDoNotChangeTheHash() {
    Template plain = Small.spec(Small.SPEC);
    for (String same :
        List.of(
            Small.SPEC.replace("\n", "\r\n"),
            Small.SPEC.replace("\n", "\r"),
            BOM + Small.SPEC,
            BOM + Small.SPEC.replace("\n", "\r\n"))) {
      Template other = Small.spec(same);
      assertEquals(plain.hash(), other.hash());
      assertEquals(plain.spec(), other.spec());
      assertEquals(plain.program().definition(), other.program().definition());
    }
    Template wired = Small.compile(Small.SPEC, BOM + Small.WIRING.replace("\n", "\r\n"));
    assertEquals(plain.hash(), wired.hash());
    assertNotEquals(plain.hash(), Small.with("Summarise", "summarise").hash());
    assertNotEquals(
        plain.hash(), Small.compile(Small.SPEC, Small.WIRING + "description: other\n").hash());
  }

  /// H04: UTF-16 and what is no UTF-8 at all are told, with the place.
  @Test
  void otherEncodingsAreNamed() {
    TemplateException utf16 =
        assertThrows(
            TemplateException.class,
            () -> Small.compile(Small.SPEC.getBytes(StandardCharsets.UTF_16)));
    assertEquals(
        "small.feature:1:1: encoding: UTF-16 (expected: UTF-8)",
        utf16.problems().getFirst().toString());
    byte[] latin = Small.SPEC.replace("Say", "Zeg één").getBytes(StandardCharsets.ISO_8859_1);
    TemplateException no = assertThrows(TemplateException.class, () -> Small.compile(latin));
    assertEquals(
        "small.feature:2:7: encoding: byte 21 is not UTF-8 (expected: UTF-8)",
        no.problems().getFirst().toString());
  }

  @Test
  void aFileThatIsTooLongIsRefusedBeforeItIsRead() {
    String spec = Small.SPEC + "# " + "x".repeat(SourceText.MAX_BYTES);
    assertTrue(messages(spec).getFirst().endsWith("(expected: at most 262144)"));
  }

  /// H04: every dialect, with and without a byte order mark.
  @Test
  void keywordsMayBeThoseOfAnyLanguage() {
    Template english = Small.spec(Small.SPEC);
    List<List<String>> dialects =
        List.of(
            List.of("nl", "Functionaliteit", "Scenario", "Gegeven", "Als", "Dan", "En"),
            List.of("ru", "Функция", "Сценарий", "Допустим", "Когда", "Тогда", "И"),
            List.of("ja", "機能", "シナリオ", "前提", "もし", "ならば", "かつ"));
    for (List<String> words : dialects) {
      String spec =
          "# language: "
              + words.get(0)
              + "\n"
              + Small.SPEC
                  .replace("Feature:", words.get(1) + ":")
                  .replace("Scenario:", words.get(2) + ":")
                  .replace("Given ", words.get(3) + " ")
                  .replace("When ", words.get(4) + " ")
                  .replace("Then ", words.get(5) + " ")
                  .replace("And ", words.get(6) + " ");
      for (String file : List.of(spec, BOM + spec, BOM + spec.replace("\n", "\r\n"))) {
        Program program = Small.spec(file).program();
        assertEquals(english.program().agents(), program.agents(), words.getFirst());
        assertEquals(
            english.program().definition().invariants(), program.definition().invariants());
      }
    }
  }

  @Test
  void truthsAreAnotherWordForAFeature() {
    String wiring = Small.WIRING.replace("small.feature", "small.truths");
    String dutch =
        "# language: nl\n"
            + Small.SPEC
                .replace("Feature:", "Truth:")
                .replace("Given ", "Gegeven ")
                .replace("When ", "Als ")
                .replace("Then ", "Dan ")
                .replace("And ", "En ");
    for (String spec :
        List.of(
            Small.SPEC,
            Small.SPEC.replace("Feature:", "Truth:"),
            "# a comment\n\n" + Small.SPEC.replace("Feature:", "  Truth:"),
            dutch)) {
      Template template = Small.compile(spec, wiring);
      assertEquals("Say what the seeds say.", template.program().definition().objective());
      assertEquals("small.truths", template.specName());
    }
  }

  @Test
  void aBrokenWiringStillSaysWhichFileTheSpecIs() {
    String wiring =
        Small.WIRING
            .replace("small.feature", "small.truth")
            .replace("version: 1.0.0", "version: 1");
    List<TemplateProblem> found =
        Small.problems(
            Small.SPEC.replace("Feature:", "Truth:").replace("exists under", "is under"), wiring);
    assertEquals(
        List.of("small.truth", "small.yaml"), found.stream().map(TemplateProblem::file).toList());
  }

  /// H08: what a model is asked is exactly what stands there.
  @Test
  void docStringsAreExact() {
    String old = "      \"\"\"\n      Summarise the seeds.\n      \"\"\"\n";
    record Case(String written, String read) {}
    for (Case one :
        List.of(
            new Case("      \"\"\"\n      One\n\n        two\n      \"\"\"\n", "One\n\n  two"),
            new Case("      ```\n      Say \"\"\" so\n      ```\n", "Say \"\"\" so"),
            new Case("      \"\"\"\n      Say \\\"\\\"\\\" so\n      \"\"\"\n", "Say \"\"\" so"),
            new Case("      \"\"\"markdown\n      # Title\n      \"\"\"\n", "# Title"),
            new Case("      \"\"\"\n    less indented\n      \"\"\"\n", "less indented"),
            new Case("      \"\"\"\n      a\tb\t\n      \"\"\"\n", "a\tb\t"),
            new Case(
                "      \"\"\"\n      # no comment\n      @no-tag\n      \"\"\"\n",
                "# no comment\n@no-tag"),
            new Case("      \"\"\"\n      | no | table |\n      \"\"\"\n", "| no | table |"))) {
      assertEquals(one.read(), writer(Small.with(old, one.written())).instruction());
      assertEquals(
          one.read(),
          writer(Small.spec(Small.SPEC.replace(old, one.written()).replace("\n", "\r\n")))
              .instruction());
    }
  }

  /// H08: a doc string may be the last thing in a file, without a line end.
  @Test
  void aDocStringMayEndTheFile() {
    String spec =
        """
        Feature: Small
          @intent
          Scenario: Scope
            Given a seed with id starting "topic:"
              \"""
              What it is about.
              \"""\
        """;
    String agent = Small.SPEC.substring(Small.SPEC.indexOf("  @agent"));
    Template template =
        Small.spec("Feature: Small\n" + agent + spec.substring(spec.indexOf('\n') + 1));
    assertEquals(
        "What it is about.", template.program().definition().seeds().getFirst().description());
  }

  /// H07: comments stand anywhere between.
  @Test
  void commentsAreNotContent() {
    Template template =
        Small.spec(
            Small.SPEC
                    .replace("    Say what", "    # why\n    Say what")
                    .replace(
                        "  Say what the seeds say.", "  # why\n  Say what the seeds say.\n  # so")
                    .replace("    When the agent", "    # then\n    When the agent")
                + "    # the end");
    assertEquals(Small.spec(Small.SPEC).program().agents(), template.program().agents());
    Template table =
        Small.plus(
            """
            @invariant @structural @id:brand
            Scenario: Words
              Then no fact under "Notes" mentions any of
                | a |
                # between
                | b | c |
            """
                .replace("| a |", "| a | x |"));
    assertEquals(
        new Condition.MentionsNone("Notes", List.of("a", "x", "b", "c")),
        invariant(table, "brand").condition());
  }

  /// H05: a template that demands nothing is refused when it is installed.
  @Test
  void afileWithoutScenariosIsRefused() {
    for (String spec : List.of("", "\n\n", "# only\n# comments\n", "Feature:\n", "Feature: F\n")) {
      assertTrue(messages(spec).getFirst().contains("no scenarios"), spec);
    }
  }

  /// H10: a feature's background, then a rule's, then the scenario's own steps; tags are inherited.
  @Test
  void backgroundsAndTagsComeFromOutsideIn() {
    String wiring = Small.WIRING + "  - { id: critic, requirements: analysis }\n";
    Template template =
        Small.meaning(
            """
            Feature: Notes
              Write and judge.

              @agent
              Rule: Agents

                Background:
                  Given facts under "Seeds"

                @llm @id:writer
                Scenario: One writes
                  Given facts under "Decisions"
                  When the agent is asked
                    ```
                    Write.
                    ```
                  Then it proposes 1 fact under "Notes" with ids starting "note:"

                @llm @id:critic @optional
                Scenario: One judges
                  Given facts under "Notes"
                  When the agent is asked
                    ```
                    Judge.
                    ```
                  Then it proposes 1 fact under "Judgements" with ids starting "judgement:"

              @invariant @acceptance
              Rule: Demands

                @id:noted @tier:early
                Scenario: Noted
                  Then at least 1 fact exists under "Notes"
            """,
            wiring);
    AgentSpec writer = writer(template);
    assertEquals(List.of("Seeds", "Decisions"), writer.eligibility().allOf());
    AgentSpec critic = template.program().agent("critic").orElseThrow();
    assertEquals(List.of("Seeds", "Notes"), critic.eligibility().allOf());
    assertTrue(critic.optional());
    assertEquals("early", invariant(template, "noted").tier());
  }

  @Test
  void aFeaturesBackgroundStandsBeforeARules() {
    Template template =
        Small.meaning(
            """
            Feature: Notes
              Background:
                Given facts under "Seeds"
              Rule: One
                Background:
                  Given facts under "Decisions"
                @agent @llm @id:writer
                Scenario: One writes
                  When the agent is asked
                    ```
                    Write.
                    ```
                  Then it proposes 1 fact under "Notes" with ids starting "note:"
            """);
    assertEquals(List.of("Seeds", "Decisions"), writer(template).eligibility().allOf());
  }

  @Test
  void theRowsOfAnOutlineArePartsOfOneInvariant() {
    Template template =
        Small.plus(
            """
            @invariant @acceptance @id:each
            Scenario Outline: There is something under <key>
              Then at least <count> facts exist under "<key>"

              Examples:
                | key   | count |
                | Notes | 1     |
                | Seeds | 2     |
            """);
    assertEquals(
        new Condition.AllOf(
            List.of(
                new Condition.Count("Notes", 1, Integer.MAX_VALUE),
                new Condition.Count("Seeds", 2, Integer.MAX_VALUE))),
        invariant(template, "each").condition());
  }

  @Test
  void anIdMayDependOnTheRow() {
    Template template =
        Small.plus(
            """
            @invariant @acceptance @id:some_<name>
            Scenario Outline: There is something under <key>
              Then at least 1 fact exists under "<key>"

              @tier:early
              Examples:
                | key   | name  |
                | Notes | notes |
              Examples:
                | key   | name  |
                | Seeds | seeds |
            """);
    assertEquals("early", invariant(template, "some_notes").tier());
    assertEquals("", invariant(template, "some_seeds").tier());
    assertEquals("There is something under Seeds", invariant(template, "some_seeds").name());
  }

  @Test
  void theNameIsTheObjectiveWhereThereIsNoDescription() {
    assertEquals(
        "Small", Small.with("  Say what the seeds say.\n", "").program().definition().objective());
  }

  @Test
  void theStarStandsForEveryKeyword() {
    Template template =
        Small.spec(
            Small.SPEC.replace("Given ", "* ").replace("When ", "* ").replace("Then ", "* "));
    assertEquals(Small.spec(Small.SPEC).program().agents(), template.program().agents());
  }

  @Test
  void aScenarioMayNotBeOfTwoOutlines() {
    Optional<String> twice =
        messages(
                Small.SPEC
                    + """

                      @invariant @acceptance @id:noted
                      Scenario: Once more
                        Then at least 1 fact exists under "Notes"
                    """)
            .stream()
            .findFirst();
    assertEquals(
        "small.feature:23:3: id \"noted\" occurs twice, first on line 19 (expected: once)",
        twice.orElseThrow());
  }
}
