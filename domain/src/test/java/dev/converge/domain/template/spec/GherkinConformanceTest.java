package dev.converge.domain.template.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.domain.template.source.Problems;
import dev.converge.domain.template.source.SourceText;
import dev.converge.domain.template.source.TemplateProblem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Documents of our own for each construct of the grammar (H07, H08, H10): what is good is read as
/// the grammar says, what is bad is refused at its place.
final class GherkinConformanceTest {
  private static final String Q = "\"\"\"";

  private final Problems problems = new Problems("x.feature");

  private Optional<Spec> read(String text) {
    String source = SourceText.read(text.getBytes(StandardCharsets.UTF_8), problems);
    return SpecReader.read(source, problems);
  }

  /// Every scenario on a line: tags, name, steps.
  private void good(String text, String... scenarios) {
    Spec spec = read(text).orElseThrow(() -> new AssertionError(problems.list() + "\n" + text));
    assertEquals(List.of(), problems.list());
    assertEquals(List.of(scenarios), spec.scenarios().stream().map(this::line).toList(), text);
  }

  private String line(Spec.Scenario scenario) {
    List<String> steps = new ArrayList<>();
    for (Spec.Step step : scenario.steps()) {
      String doc = step.docString().map(s -> " <" + s.replace("\n", "\\n") + ">").orElse("");
      String table = step.table().map(t -> " " + t.rows()).orElse("");
      steps.add(step.word() + " " + step.text() + doc + table);
    }
    String tags = String.join("", scenario.tags().stream().map(t -> t.name() + " ").toList());
    return tags + scenario.name() + ": " + String.join("; ", steps);
  }

  private void bad(String text, int line, int column, String part) {
    read(text);
    assertTrue(!problems.list().isEmpty(), text);
    TemplateProblem first = problems.list().getFirst();
    assertEquals(line + ":" + column, first.line() + ":" + first.column(), first::toString);
    assertTrue(first.message().contains(part), first::toString);
  }

  @Test
  void featureScenarioAndSteps() {
    good(
        "Feature: F\n  Scenario: S\n    Given a\n    When b\n    Then c\n",
        "S: Given a; When b; Then c");
  }

  @Test
  void andAndButMeanWhatCameBeforeAndTheStarMeansAny() {
    good(
        "Feature: F\nScenario: S\nGiven a\nAnd b\nBut c\nWhen d\nAnd e\nThen f\nBut g\n* h\n",
        "S: Given a; Given b; Given c; When d; When e; Then f; Then g; * h");
    good("Feature: F\nScenario: S\n* a\n", "S: * a");
  }

  @Test
  void exampleIsAnotherWordForScenario() {
    good("Feature: F\nExample: E\nGiven a\n", "E: Given a");
  }

  @Test
  void namesMayBeEmptyAndKeepTheirColons() {
    good("Feature:\nScenario:\nGiven a\nScenario: a: b\nGiven c\n", ": Given a", "a: b: Given c");
  }

  @Test
  void descriptionsMayStandUnderEveryKeyword() {
    good(
        "Feature: F\n  free text\n  * with a star\n\n  Rule: R\n  more\n    Scenario: S\n    free\n    text | with a bar\n\n      Given a\n",
        "S: Given a");
  }

  @Test
  void commentsStandAnywhereOnLinesOfTheirOwn() {
    good(
        "# 1\nFeature: F\n# 2\n  text\n  # 3\n  text\n@t\n# 4\nScenario: S\n# 5\nGiven a\n# 6\n|x|\n# 7\n|y|\n# 8",
        "@t S: Given a [[x], [y]]");
    good(
        "Feature: F\nScenario: S # no comment\nGiven a # none either\n",
        "S # no comment: Given a # none either");
  }

  @Test
  void tagsAreInheritedFromOutsideInAndMayBeCommented() {
    good(
        "@f\nFeature: F\n@r1 @r2\nRule: R\n@a @b #c\n@d\nScenario: S\nGiven a\n",
        "@f @r1 @r2 @a @b @d S: Given a");
  }

  @Test
  void backgroundsStandBeforeStepsFromOutsideIn() {
    good(
        "Feature: F\nBackground:\nGiven f\nScenario: S\nGiven a\nRule: R\nBackground:\nGiven r\nScenario: T\nThen b\nRule: Q\nScenario: U\nThen c\n",
        "S: Given f; Given a",
        "T: Given f; Given r; Then b",
        "U: Given f; Then c");
  }

  @Test
  void outlinesAreFilledRowByRowInNamesStepsTablesAndDocStrings() {
    good(
        "Feature: F\nScenario Outline: <n> of <m>\nGiven <n>\n|<m>|\nThen b\n"
            + Q
            + "\n<n>-<m>\n"
            + Q
            + "\nExamples:\n|n|m|\n|1|2|\n|3|4|\n",
        "1 of 2: Given 1 [[2]]; Then b <1-2>",
        "3 of 4: Given 3 [[4]]; Then b <3-4>");
  }

  @Test
  void examplesMayBeSeveralAndHaveTagsAndBeEmpty() {
    good(
        "Feature: F\n@o\nScenario Outline: S\nGiven <n>\n@x\nExamples: one\n|n|\n|1|\n@y\nScenarios: two\n|n|\n|2|\nExamples: none\n|n|\n",
        "@o @x S: Given 1",
        "@o @y S: Given 2");
  }

  @Test
  void cellsAreStrippedAndEscapes() {
    good(
        "Feature: F\nScenario: S\nGiven a\n|  a b |c\\|d| e\\\\f | g\\nh || \\x |\n",
        "S: Given a [[a b, c|d, e\\f, g\nh, , \\x]]");
  }

  @Test
  void docStringsKeepWhatStandsBetweenTheirDelimiters() {
    good(
        "Feature: F\nScenario: S\nGiven a\n  "
            + Q
            + "\n  one\n    two\n\n three\n\tfour\n  "
            + Q
            + "\n",
        "S: Given a <one\\n  two\\n\\nthree\\nfour>");
    good("Feature: F\nScenario: S\nGiven a\n```\n" + Q + "\n```\n", "S: Given a <" + Q + ">");
    good(
        "Feature: F\nScenario: S\nGiven a\n"
            + Q
            + "json\n\\\"\\\"\\\"\n# no comment\n@no tag\n|no|\n"
            + Q
            + "\n",
        "S: Given a <" + Q + "\\n# no comment\\n@no tag\\n|no|>");
    good("Feature: F\nScenario: S\nGiven a\n" + Q + "\n" + Q, "S: Given a <>");
    good("Feature: F\nScenario: S\nGiven a\n```\nb\n```", "S: Given a <b>");
  }

  @Test
  void lineEndsAndBlankLinesAreNotContent() {
    String text = "\n\nFeature: F\n\n\nScenario: S\n\n  Given a\n\n  | x |\n\n  | y |\n\n";
    for (String end : List.of("\n", "\r\n", "\r")) {
      good(text.replace("\n", end), "S: Given a [[x], [y]]");
      good("\uFEFF" + text.replace("\n", end), "S: Given a [[x], [y]]");
    }
  }

  @Test
  void languagesAreNamedOnTheFirstLine() {
    good(
        "# language: nl\nFunctionaliteit: F\nAbstract Scenario: S\nStel <n>\nAls b\nDan c\nVoorbeelden:\n|n|\n|1|\n",
        "S: Given 1; When b; Then c");
    good("#language:ru\nФункция: F\nСценарий: S\nДопустим a\nТогда b\n", "S: Given a; Then b");
    good("# language: ja\n機能: F\nシナリオ: S\n前提a\nならばb\n", "S: Given a; Then b");
  }

  @Test
  void aLanguageBehindAByteOrderMarkCounts() {
    good("\uFEFF# language: nl\nFunctionaliteit: F\nScenario: S\nStel a\n", "S: Given a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "no feature at all~1~1",
        "Feature: F\\nScenario: S\\nGiven a\\nnot a step~4~1",
        "Feature: F\\nScenario: S\\nGiven a\\nFeature: G~4~1",
        "Feature: F\\nFeature: G~1~1",
        "Feature: F\\nScenario: S\\nGiven a\\nBackground:~4~1",
        "Feature: F\\nBackground:\\nGiven a\\nBackground:\\nGiven b~4~1",
        "Feature: F\\nScenario: S\\nGiven a\\n|x|\\n|y|z|~5~1",
        "Feature: F\\nScenario: S\\nGiven a\\n|x|\\n|y~5~1",
        "Feature: F\\nScenario Outline: S\\nGiven <n>\\nExamples:\\n|n|m|\\n|1|~6~1",
        "Feature: F\\nScenario: S\\nGiven a\\nExamples:\\n|n|\\nGiven b~6~1",
        "Feature: F\\n@a b\\nScenario: S\\nGiven a~2~1",
        "Feature: F\\n@t\\nGiven a~3~1",
        "Feature: F\\nScenario: S\\nGiven a\\n@t~5~1",
        "@t\\nScenario: S\\nGiven a~2~1",
        "Feature: F\\nScenario: S\\nGiven a\\n```\\nopen~4~1",
        "Feature: F\\nScenario: S\\nGiven a\\n```\\nx\\n```\\n```\\ny\\n```~7~1",
        "Feature: F\\nRule: R\\nRule: Q\\nBackground:\\nGiven a\\nRule~6~1",
        "# language: xx-none\\nFeature: F~1~1",
        "Funktion: F~1~1"
      })
  void whatIsNotGrammarIsRefusedAtItsPlace(String text, int line, int column) {
    bad(text.replace("\\n", "\n"), line, column, "expected");
  }
}
