package dev.converge.domain.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.agent.AgentSpec;
import dev.converge.domain.flow.RuleAgents;
import dev.converge.domain.template.source.TemplateProblem;
import dev.converge.domain.tool.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Specs whose agents call tools.
final class ToolTemplatesTest {
  private static final String DECLARED =
      """
      tools:
        - name: rate
          arguments: [base, symbol]
          optional_arguments: [day]
          http: { url: "https://rates.example.org/v1" }
      """;

  private static final String SPEC =
      """
      Feature: Prices abroad
        Say what each price is in euros.

        @intent
        Scenario: Scope
          Given a seed with id starting "price:"

        @invariant @structural @id:fields
        Scenario: What a price needs
          Then every fact under "Seeds" carries
            | field    | type   | rule              |
            | amount   | number | at least 0        |
            | currency | string | one of EUR, USD   |

        @agent @tool @id:rates
        Scenario: The rate of each price is looked up
          Given facts under "Seeds"
          When the tool "rate" is called
            | argument | value         |
            | base     | fact.currency |
            | symbol   | "EUR"         |
          And the fields are computed
            | field | value                          |
            | euros | round(amount * answer.rate, 2) |
          Then it proposes 1 fact under "Prices" for each fact under "Seeds" with ids starting "euro:"
          And each fact carries
            | field | type   | rule       |
            | euros | number | at least 0 |
          And each fact says "{amount} {base} are {euros} EUR"

        @invariant @acceptance @id:sound
        Scenario: Sound
          Then every fact under "Prices" satisfies "euros >= 0"
      """;

  private static final String WIRING =
      """
      name: prices
      version: 1.0.0
      spec: prices.feature
      agents:
        - { id: rates, requirements: deterministic }
      """;

  @TempDir private static Path folder = Path.of("");
  private static Tools tools = Tools.none();

  @BeforeAll
  static void declare() throws IOException {
    tools = Tools.read(Files.writeString(folder.resolve("tools.yaml"), DECLARED));
  }

  private static String problems(Tools known, String spec, String wiring) {
    return new Templates(RuleAgents.of(List.of()), known)
        .check(TemplateSource.of("prices", spec, wiring)).stream()
            .map(TemplateProblem::toString)
            .collect(Collectors.joining("\n"));
  }

  @Test
  void aSpecThatCallsADeclaredToolCompiles() {
    assertEquals("", problems(tools, SPEC, WIRING));
    Template template =
        new Templates(RuleAgents.of(List.of()), tools)
            .compile(TemplateSource.of("prices", SPEC, WIRING));
    AgentSpec agent = template.program().agent("rates").orElseThrow();
    assertEquals(AgentSpec.Kind.TOOL, agent.kind());
    assertEquals(AgentSpec.DEFAULT_ATTEMPTS, agent.maxAttempts());
  }

  @Test
  void aTemplateStaysUsableThoughItsToolIsGone() {
    TemplateSource source = TemplateSource.of("prices", SPEC, WIRING);
    assertFalse(problems(Tools.none(), SPEC, WIRING).isEmpty());
    new Templates(RuleAgents.of(List.of())).compileInstalled(source);
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "tool \"rate\" ~ tool \"rates\" ~ no tool \"rates\" is declared (expected: one of [rate]); did you mean \"rate\"?",
        "| symbol ~ | symbl ~ tool \"rate\" has no argument \"symbl\" (expected: one of [base, symbol, day]); did you mean \"symbol\"?",
        "| argument | value ~ | name | value ~ table: columns [name, value] and 2 rows (expected: [argument, value]",
        "| symbol ~ | base ~ argument \"base\" occurs twice (expected: once)",
        "fact.currency ~ fact.curency ~ no field \"curency\"",
        "answer.rate, 2 ~ answr.rate, 2 ~ no field \"answr\"",
        "| euros | round ~ | answer | round ~ field \"answer\" is what the tool answers (expected: another name)",
        "@tool @id:rates ~ @rule @id:rates ~ step \"the tool \"rate\" is called\" is for agents tagged @tool",
        "| euros | number ~ | euro | number ~ \"euro\" is not in every fact that its rules give",
        "\"euros >= 0\" ~ \"ears >= 0\" ~ no field \"ears\"",
        "    And the fields are ~ `    And each item of \"answer.\" gives a fact\n    And the fields are` ~ \"answer.\": ",
      })
  void whatCannotWorkIsRefusedWhereItStands(String old, String wrong, String message) {
    String broken = SPEC.replace(old.replace("\\n", "\n"), wrong.replace("\\n", "\n"));
    assertFalse(broken.equals(SPEC), () -> "not in the spec: " + old);
    String said = problems(tools, broken, WIRING);
    assertTrue(said.contains(message), () -> said + "\nexpected: " + message);
    assertTrue(
        said.lines().allMatch(line -> line.matches("prices\\.feature:[0-9]+:[0-9]+: .*")), said);
  }

  @Test
  void aToolIsGivenWhatItNeeds() {
    String without = SPEC.replace("      | symbol   | \"EUR\"         |\n", "");
    assertEquals(
        "prices.feature:16:3: tool \"rate\" is called without [symbol] (expected: a row of the table"
            + " with argument and value)",
        problems(tools, without, WIRING));
  }

  @Test
  void aToolNeedsNoModel() {
    String said = problems(tools, SPEC, WIRING.replace("deterministic", "analysis"));
    assertTrue(
        said.contains("agent \"rates\" is tagged @tool (expected: requirements: deterministic)"),
        said);
  }
}
