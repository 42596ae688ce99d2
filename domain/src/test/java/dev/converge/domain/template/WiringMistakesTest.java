package dev.converge.domain.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.domain.flow.Ranking;
import dev.converge.domain.flow.RuleAgents;
import dev.converge.domain.template.source.TemplateProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What people get wrong in YAML, what they are told, and that what they are told is right.
class WiringMistakesTest {
  private static final String SPEC =
      """
      Feature: Small
        Say what the seeds say.

        @intent
        Scenario: Scope
          Given a seed with id starting "topic:"

        @agent @llm @id:writer
        Scenario: A summary is written
          Given facts under "Seeds"
          When the agent is asked
            \"""
            Summarise the seeds.
            \"""
          Then it proposes 1 to 2 facts under "Notes" with ids starting "note:"

        @agent @llm @id:other
        Scenario: A doubt is written
          Given facts under "Notes"
          When the agent is asked
            \"""
            Doubt the notes.
            \"""
          Then it proposes 1 to 2 facts under "Doubts" with ids starting "doubt:"
      """;

  private static final String WIRING =
      """
      name: small
      version: 1.0.0
      description: Small.
      spec: small.feature
      requires: { runtime_api: ">=1.0" }
      budget:
        max_cycles: 5
        max_facts: 50
      agents:
        - id: writer
          requirements: analysis
        - id: other
          requirements: { cost_class: low }
          deadline: 30s
      policy: { confidentiality: open }
      """;

  private static final Templates TEMPLATES = new Templates(RuleAgents.of(List.of(new Ranking())));

  /// @param right a line that the message shows and that makes the wiring valid
  record Mistake(String good, String bad, String place, String says, String right) {
    @Override
    public String toString() {
      return bad.replace("\n", "\\n").replace("\t", "\\t");
    }
  }

  private static final List<Mistake> ALL = new ArrayList<>();

  private static void line(String good, String bad, String place, String says, String right) {
    ALL.add(new Mistake(good, bad, place, says, right));
  }

  static {
    indentation();
    texts();
    keys();
    brackets();
    types();
  }

  private static void indentation() {
    String id = "  - id: other";
    String requirements = "    requirements: analysis";
    line("version: 1.0.0", "  version: 1.0.0", "2:3", "indented by 2 spaces", "version: 1.0.0");
    line("name: small", " name: small", "1:2", "indented by 1 space", "name: small");
    line("  max_facts: 50", "   max_facts: 50", "8:4", "by 3 spaces", "  max_facts: 50");
    line("  max_facts: 50", " max_facts: 50", "8:2", "by 1 space", "  max_facts: 50");
    line("  max_cycles: 5", "max_cycles: 5", "7:1", "belongs under \"budget\"", "  max_cycles: 5");
    line("  max_facts: 50", "max_facts: 50", "8:1", "belongs under \"budget\"", "");
    line(id, " - id: other", "12:2", "by 1 space", id);
    line(id, "   - id: other", "12:4", "by 3 spaces", id);
    line(id, "- id: other", "12:1", "by 0 spaces", id);
    line(requirements, "   requirements: analysis", "11:4", "by 3 spaces", requirements);
    line(requirements, "     requirements: analysis", "11:6", "by 5 spaces", requirements);
    line(requirements, "  requirements: analysis", "11:3", "by 2 spaces", requirements);
    line("  max_facts: 50", "\tmax_facts: 50", "8:1", "a tab indents this line", "  max_facts: 50");
    line("version: 1.0.0", "\tversion: 1.0.0", "2:1", "a tab indents", "version: 1.0.0");
    line("  - id: writer", "  id: writer", "10:3", "starts with a dash", "  - id: writer");
  }

  private static void texts() {
    String good = "description: Small.";
    text("Small: but whole", "3:19", "a text with a colon", "\"Small: but whole\"");
    text("Small:", "3:19", "a text with a colon", "\"Small:\"");
    text("say \"a: b\"", "3:20", "a text with a colon", "'say \"a: b\"'");
    text("\"Small.", "3:14", "quotation mark is not closed", "\"Small.\"");
    text("'Small.", "3:14", "quotation mark is not closed", "'Small.'");
    text("\"Small\" but", "3:14", "must enclose the whole text", "'\"Small\" but'");
    text("'It's small'", "3:14", "must enclose the whole text", "\"It's small\"");
    text("“Small: x”", "3:14", "mean nothing in YAML", "\"Small: x\"");
    text("@small", "3:14", "starts with \"@\"", "\"@small\"");
    text("`small`", "3:14", "starts with \"`\"", "\"`small`\"");
    text("%small", "3:14", "starts with \"%\"", "\"%small\"");
    text("*small*", "3:14", "starts with \"*\"", "\"*small*\"");
    text("*small", "3:14", "an alias", "\"*small\"");
    text("&small", "3:14", "an anchor", "\"&small\"");
    text("!small", "3:14", "a tag", "\"!small\"");
    text("[draft] small", "3:14", "starts with \"[\"", "\"[draft] small\"");
    text("{x} small", "3:14", "starts with \"{\"", "\"{x} small\"");
    text("- small", "3:14", "starts with \"- \"", "\"- small\"");
    text("? small", "3:14", "starts with \"?\"", "\"? small\"");
    text("] small", "3:14", "starts with \"]\"", "\"] small\"");
    text("> small", "3:16", "starts on the next line", "small");
    text("\"C:\\small\"", "3:18", "starts an escape", "'C:\\small'");
    line(good, good + "\nAnd whole.", "4:1", "has no key: \"And whole.\"", "");
  }

  private static void text(String bad, String place, String says, String right) {
    line("description: Small.", "description: " + bad, place, says, "description: " + right);
  }

  private static void keys() {
    String version = "version: 1.0.0";
    line(version, "version:1.0.0", "2:1", "no space after the colon", version);
    line(version, "version 1.0.0", "2:1", "no colon after \"version\"", version);
    line(version, "version = 1.0.0", "2:1", "no colon after \"version\"", version);
    line("name: small", "name： small", "1:1", "full-width", "name: small");
    line("agents:", "agents", "9:1", "no colon after \"agents\"", "agents:");
    line("  - id: writer", "  -id: writer", "10:3", "no space after the dash", "  - id: writer");
    line(version, "verison: 1.0.0", "2:1", "did you mean \"version\"?", "");
    line(version, "Version: 1.0.0", "2:1", "did you mean \"version\"?", "");
    line("  max_facts: 50", "  max-facts: 50", "8:3", "did you mean \"max_facts\"?", "");
    line("    deadline: 30s", "    dedline: 30s", "14:5", "did you mean \"deadline\"?", "");
    line(version, version + "\nversion: 1.0.1", "3:1", "occurs twice, first on line 2", "");
    line(
        "    deadline: 30s",
        "    deadline: 30s\n    id: again",
        "15:5",
        "occurs twice, first on line 12",
        "");
  }

  private static void brackets() {
    String requires = "requires: { runtime_api: \">=1.0\" }";
    line(requires, "requires: { runtime_api: \">=1.0\"", "5:11", "\"{\" is not closed", requires);
    String low = "    requirements: { cost_class: low }";
    line(low, "    requirements: { cost_class:low }", "13:21", "no space after the colon", "");
    line(low, "    requirements: { cost_class: low", "13:19", "\"{\" is not closed", low);
    line(
        low,
        "    requirements: { cost_class: low provider: x }",
        "13:45",
        "a comma is missing",
        "    requirements: { cost_class: low, provider: x }");
    String policy = "policy: { confidentiality: open }";
    line(policy, "policy: confidentiality: open", "15:9", "its own keys", policy);
    String writer = "  - id: writer\n    requirements: analysis";
    String one = "  - { id: writer, requirements: analysis }";
    line(writer, "  - id: writer, requirements: analysis", "10:3", "two keys", one);
    line(writer, "  - id: writer requirements: analysis", "10:3", "two keys", one);
    line(writer, "  - writer", "10:5", "\"writer\" is a string (expected: a mapping", one);
  }

  private static void types() {
    String version = "version: 1.0.0";
    line(version, "version: 1.0", "2:10", "version: \"1.0\" (expected: three numbers", version);
    line(version, "version: \"1.0\"", "2:10", "version: \"1.0\" (expected: three", version);
    line(version, "version: 1", "2:10", "version: \"1\"", version);
    line(version, "version: v1.0.0", "2:10", "version: \"v1.0.0\"", version);
    line(version, "version: 2.10", "2:10", "version: \"2.10\"", "version: 2.10.0");
    line(version, "version:", "2:9", "no value", "");
    line("name: small", "name: Small", "1:7", "name: \"Small\"", "name: small");
    text("777", "3:14", "\"777\" is an integer", "\"777\"");
    text("true", "3:14", "\"true\" is a boolean", "\"true\"");
    line("description: Small.", "description: [a]", "3:14", "a list (expected: a string)", "");
    String requires = "requires: { runtime_api: \">=1.0\" }";
    line(
        requires,
        "requires: { runtime_api: 1.0 }",
        "5:26",
        "is a number",
        "runtime_api: \">=1.0\"");
    line(requires, "requires: \">=1.0\"", "5:11", "is a string (expected: a mapping", "");
    line("  max_cycles: 5", "  max_cycles: \"5\"", "7:15", "is a string", "  max_cycles: 5");
    line("  max_cycles: 5", "  max_cycles: 1,000", "7:15", "is a string", "  max_cycles: 1000");
    line("  max_cycles: 5", "  max_cycles: 5.0", "7:15", "is a number", "  max_cycles: 5");
    line("  max_cycles: 5", "  max_cost_usd: $2.50", "7:17", "string", "  max_cost_usd: 2.50");
    line("  max_cycles: 5", "  max_duration: 600", "7:17", "an integer", "  max_duration: 600s");
    line("  max_cycles: 5", "  max_duration: 5 min", "7:17", "5 min", "  max_duration: 5m");
    line(
        "budget:\n  max_cycles: 5\n  max_facts: 50",
        "budget:\n  - max_cycles: 5\n  - max_facts: 50",
        "7:3",
        "budget: a list (expected: a mapping",
        "budget: { max_cycles: 5, max_facts: 50 }");
    String low = "    requirements: { cost_class: low }";
    line(
        low,
        "    requirements: { requires_reasoning: yes }",
        "13:41",
        "\"yes\" is a string (expected: true or false",
        "requires_reasoning: true");
    line(low, "    requirements: [analysis]", "13:19", "a list (expected: a mapping", "");
    line("spec: small.feature", "spec: ./small.feature", "4:7", "spec:", "spec: small.feature");
    line("spec: small.feature", "spec: small", "4:7", "spec: \"small\"", "spec: small.feature");
    line(
        "policy: { confidentiality: open }",
        "policy: { confidentiality: Open }",
        "15:28",
        "did you mean \"open\"?",
        "");
  }

  static Stream<Mistake> mistakes() {
    return ALL.stream();
  }

  private static List<TemplateProblem> problems(String wiring) {
    return TEMPLATES.check(TemplateSource.of("small", SPEC, wiring));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsReportedOnceWithItsPlaceAndTheLineThatWouldBeRight(Mistake mistake) {
    assertEquals(List.of(), problems(WIRING));
    assertTrue(WIRING.contains(mistake.good() + "\n"), mistake.good());
    List<TemplateProblem> found =
        problems(WIRING.replace(mistake.good() + "\n", mistake.bad() + "\n"));
    assertEquals(1, found.size(), found::toString);
    String problem = found.getFirst().toString();
    assertTrue(problem.startsWith("small.yaml:" + mistake.place() + ": "), problem);
    assertTrue(problem.contains(mistake.says()), problem);
    assertTrue(problem.contains(mistake.right().strip()), problem);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void theLineThatIsShownIsRight(Mistake mistake) {
    boolean whole = !mistake.right().isEmpty() && !mistake.bad().contains("{ r");
    String right = whole ? mistake.right() : mistake.good();
    assertEquals(List.of(), problems(WIRING.replace(mistake.good() + "\n", right + "\n")));
  }
}
