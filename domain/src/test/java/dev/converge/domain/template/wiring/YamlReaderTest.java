package dev.converge.domain.template.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.json.Json;
import dev.converge.domain.flow.Small;
import dev.converge.domain.template.Template;
import dev.converge.domain.template.source.Problems;
import dev.converge.domain.template.source.SourceText;
import dev.converge.domain.template.source.TemplateProblem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class YamlReaderTest {
  private static Optional<Yaml> read(String text, Problems problems) {
    return YamlReader.read(
        SourceText.read(text.getBytes(StandardCharsets.UTF_8), problems), problems);
  }

  private static Json value(String yaml) {
    Problems problems = new Problems("test.yaml");
    Yaml root =
        read("key: " + yaml + "\n", problems)
            .orElseThrow(() -> new AssertionError(problems.list()));
    assertEquals(List.of(), problems.list());
    return ((Json.Obj) YamlFields.json(root)).get("key").orElseThrow();
  }

  private static List<String> problems(String yaml) {
    Problems problems = new Problems("test.yaml");
    read(yaml, problems);
    return problems.list().stream().map(TemplateProblem::toString).toList();
  }

  /// H01: the core schema of YAML 1.2, so that Norway stays a country.
  @Test
  void scalarsAreWhatTheCoreSchemaSays() {
    for (String text :
        List.of(
            "NO",
            "no",
            "on",
            "off",
            "y",
            "Yes",
            "1_000",
            "12:30:45",
            "2024-01-01",
            "0b1",
            "1.0.0",
            "+.inf.",
            "0o8",
            "=",
            "<<<",
            "nUll",
            "tRue",
            "٣")) {
      assertEquals(Json.of(text), value(text), text);
    }
    assertEquals(Json.of(777), value("0777"));
    assertEquals(Json.of(15), value("0o17"));
    assertEquals(Json.of(255), value("0xfF"));
    assertEquals(Json.of(1000), value("1e3"));
    assertEquals(Json.of(-12.5), value("-12.5"));
    assertEquals(Json.of(0.5), value(".5"));
    assertEquals(Json.Null.NULL, value("~"));
    assertEquals(Json.Null.NULL, value("null"));
    assertEquals(Json.Null.NULL, value(""));
    assertEquals(Json.of(true), value("TRUE"));
    assertEquals(Json.of(false), value("False"));
    assertEquals(Json.of(".inf"), value(".inf"));
    assertEquals(Json.of("1"), value("'1'"));
    assertEquals(Json.of("true"), value("\"true\""));
    assertEquals(Json.of("true"), value("|-\n  true"));
  }

  /// H01: a text field that is given something else is an error with its place.
  @Test
  void aTextFieldTakesNothingElse() {
    for (String value :
        List.of("true", "777", "0o17", "1e3", ".inf", "~", "null", "[a]", "{ a: b }", "1.5", "")) {
      List<TemplateProblem> found =
          Small.problems(Small.SPEC, Small.WIRING + "description: " + value + "\n");
      assertEquals(1, found.size(), value);
      assertEquals(6, found.getFirst().line());
      assertTrue(found.getFirst().message().contains("(expected: a string"), value);
    }
    for (String value : List.of("NO", "on", "y", "12:30:45", "2024-01-01", "1_000")) {
      Template template = Small.compile(Small.SPEC, Small.WIRING + "description: " + value + "\n");
      assertEquals(value, template.description());
    }
  }

  /// H02: what grows when it is read is refused before it grows.
  @Test
  void aliasesAreRefusedWhereTheyAreDeclared() {
    StringBuilder bomb = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x]\n");
    for (char c = 'b'; c <= 'i'; c++) {
      String before = "*" + (char) (c - 1);
      bomb.append(c).append(": &").append(c).append(" [");
      bomb.append(String.join(",", java.util.Collections.nCopies(9, before))).append("]\n");
    }
    assertEquals(
        List.of("test.yaml:1:4: an anchor (expected: none; write the value out)"),
        problems(bomb.toString()));
    assertEquals(
        List.of("test.yaml:1:4: an anchor (expected: none; write the value out)"),
        problems("a: &a [*a]\n"));
    assertEquals(
        List.of(
            "test.yaml:1:4: an alias (expected: none; write the value out, or quote a text: a:"
                + " \"*a\")"),
        problems("a: *a\n"));
  }

  /// H02
  @Test
  void aHugeScalarIsRefusedUnread() {
    Problems problems = new Problems("test.yaml");
    byte[] huge = ("a: " + "x".repeat(10_000_000)).getBytes(StandardCharsets.UTF_8);
    assertEquals("", SourceText.read(huge, problems));
    assertEquals(
        "test.yaml:1:1: file: 10000003 bytes (expected: at most 262144)",
        problems.list().getFirst().toString());
  }

  /// E02: depth is limited before anything is built.
  @Test
  void depthIsLimited() {
    String within = "[".repeat(YamlReader.MAX_DEPTH - 1) + "]".repeat(YamlReader.MAX_DEPTH - 1);
    assertEquals(List.of(), problems("a: " + within + "\n"));
    String deep = "nested deeper than 16 (expected: less)";
    assertTrue(problems("a: [" + within + "]\n").getFirst().endsWith(deep));
    assertTrue(problems("[".repeat(100_000)).getFirst().endsWith(deep));
    assertTrue(problems("{a: ".repeat(50_000)).getFirst().endsWith(deep));
    assertTrue(problems("- ".repeat(100_000)).getFirst().endsWith(deep));
    assertTrue(problems("? ".repeat(100_000)).getFirst().endsWith(deep));
    StringBuilder block = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      block.append(" ".repeat(i)).append("a:\n");
    }
    assertTrue(problems(block.toString()).getFirst().endsWith(deep));
  }

  /// J07: the same key twice, wherever and however it is written; both lines are named.
  @Test
  void duplicateKeysAreRefused() {
    assertEquals(
        List.of("test.yaml:3:1: key: \"a\" occurs twice, first on line 1 (expected: once)"),
        problems("a: 1\nb: 2\na: 3\n"));
    assertEquals(
        List.of("test.yaml:3:3: key: \"b\" occurs twice, first on line 2 (expected: once)"),
        problems("a:\n  b: 1\n  'b': 2\n"));
    assertEquals(
        List.of("test.yaml:1:12: key: \"b\" occurs twice, first on line 1 (expected: once)"),
        problems("a: [{b: 1, \"b\": 2}]\n"));
    assertEquals(
        List.of("test.yaml:2:1: a merge key (expected: none; write the values out)"),
        problems("a: 1\n<<: { a: 2 }\n"));
    assertEquals(List.of(), problems("a: 1\nA: 2\n"));
  }

  /// J07
  @Test
  void oneDocumentIsReadWithWhateverEndsIt() {
    for (String text :
        List.of(
            "a: 1\n...\n",
            "---\na: 1\n",
            "a: 1",
            "a: 1\r\n",
            "\uFEFFa: 1\n",
            "# c\n\na: 1 # d\n")) {
      assertEquals(List.of(), problems(text), text);
    }
    assertEquals(
        List.of("test.yaml:2:1: a second document (expected: one)"), problems("a: 1\n---\nb: 2\n"));
    assertEquals(
        List.of("test.yaml:2:1: a second document (expected: one)"), problems("a: 1\n---\n"));
    assertEquals(1, problems("a: 1\n...\nb: 2\n").size());
    assertTrue(problems("a:\n\tb: 1\n").getFirst().startsWith("test.yaml:2:1: a tab indents"));
  }

  @Test
  void nothingIsMadeOfTags() {
    for (String tag : List.of("!!str", "!!binary", "!x", "!<tag:example.com,2000:x>", "!")) {
      assertTrue(problems("a: " + tag + " b\n").getFirst().contains(":1:4: a tag"), tag);
    }
    assertTrue(problems("a: !!map {}\n").getFirst().contains("a tag"));
    assertTrue(
        problems("%TAG ! tag:example.com,2000:\n---\na: 1\n").getFirst().contains("a directive"));
  }
}
