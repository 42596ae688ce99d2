package dev.converge.domain.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Fact;
import dev.converge.core.RunState;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Status;
import dev.converge.domain.template.Template;
import dev.converge.domain.template.TemplateSource;
import dev.converge.domain.template.Templates;
import dev.converge.domain.template.source.SpecTables;
import dev.converge.domain.template.source.TemplateProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Agents whose rules stand in the spec.
class RulesTest {
  private static final String SPEC =
      """
      Feature: Loans
        Decide by the rules of the house.

        @intent
        Scenario: Scope
          Given a seed with id starting "loan:"

        @invariant @structural @id:known
        Scenario: What rules need
          Then every fact under "Seeds" carries
            | field  | type   | rule            |
            | amount | number | at least 1      |
            | income | number | at least 0      |
            | grade  | string | one of A, B, C  |

        @agent @rule @id:decision
        Scenario: Each is decided
          Given facts under "Seeds"
          And a table "rates" from "rates.csv"
          When the fields are computed
            | field | value                                |
            | rate  | lookup("rates", "grade", grade).rate |
            | share | amount * (1 + rate) / 10 / income    |
          And the first rule that matches decides
            | if share | if grade | then decision | then reason             |
            | > 0.5    | -        | refuse        | too much                |
            | -        | C        | ask           | a person looks at it    |
            | -        | -        | grant         | = "at " + text(it.rate) |
          Then it proposes 1 fact under "Answers" for each fact under "Seeds" with ids starting "answer:"
          And each fact says "{decision} {amount}: {reason}"

        @approval @id:look
        Scenario: Large
          When a fact is proposed under "Answers" whose "decision" is "grant"
          And it satisfies "cited('Seeds').exists(s, s.amount >= 5000)"
          Then an "officer" must approve it

        @invariant @acceptance @id:sound
        Scenario: Sound
          Then every fact under "Answers" satisfies "decision != 'grant' || share <= 0.5"
      """;

  private static final String WIRING =
      """
      name: loans
      version: 1.0.0
      spec: loans.feature
      agents:
        - { id: decision, requirements: deterministic }
      """;

  private static final String RATES = "grade,rate\nA,0.03\nB,0.05\nC,0.09\n";

  private static final Templates TEMPLATES = new Templates(RuleAgents.of(List.of()));

  private static TemplateSource source(String spec, String rates) {
    return TemplateSource.of("loans", SpecTables.with(spec, "rates.csv", rates), WIRING);
  }

  private static List<String> problems(String spec, String rates) {
    return TEMPLATES.check(source(spec, rates)).stream().map(TemplateProblem::toString).toList();
  }

  private static Seed loan(int number, double amount, double income, String grade) {
    return new Seed(
        "loan:" + number,
        "A loan.",
        Json.object().put("amount", amount).put("income", income).put("grade", grade).build());
  }

  private static RunState run(String spec, Seed... seeds) {
    Template template = TEMPLATES.compile(source(spec, RATES));
    return new CoreRun(template.program(), call -> List.of(), RuleAgents.of(List.of()))
        .start(List.of(seeds))
        .state();
  }

  private static String failure(String spec) {
    AssertionError failed =
        assertThrows(AssertionError.class, () -> run(spec, loan(1, 1000, 900, "A")));
    return String.valueOf(Objects.requireNonNull(failed.getCause()).getMessage());
  }

  private static List<String> said(RunState state) {
    return state.context().facts("Answers").stream().map(Fact::content).toList();
  }

  @Test
  void eachFactIsDecidedByTheFirstRuleThatMatches() {
    RunState state =
        run(SPEC, loan(1, 1000, 900, "A"), loan(2, 9000, 900, "A"), loan(3, 100, 900, "C"));
    assertEquals(Status.CONVERGED, state.status());
    assertEquals(
        List.of("grant 1000: at 0.03", "refuse 9000: too much", "ask 100: a person looks at it"),
        said(state));
    Fact first = state.context().facts("Answers").getFirst();
    assertEquals(
        "{\"decision\":\"grant\",\"rate\":0.03,\"reason\":\"at 0.03\",\"share\":0.11444444444444445}",
        first.data() == null ? "" : first.data().canonical());
    assertEquals(List.of("loan:1"), first.cites());
    assertEquals("rules-1", first.provenance().version());
  }

  @Test
  void aGateHoldsWhatItsFormulaIsTrueOf() {
    RunState state = run(SPEC, loan(1, 5000, 9000, "B"), loan(2, 4999, 9000, "B"));
    assertEquals(Status.WAITING, state.status());
    assertEquals("answer:1", state.pending().getFirst().factId());
    assertEquals(List.of("grant 4999: at 0.05"), said(state));
  }

  @Test
  void whatHasNoValueFailsTheAgentWithTheLine() {
    assertEquals(
        "loan:1: line 23, \"share\": gives no number: it divides by 0, or the number is too large",
        failure(SPEC.replace("/ income", "/ (income - 900)")));
  }

  @Test
  void everyRuleThatMatchesGivesAFactAndTwoWhereOneIsAskedForFail() {
    String each =
        SPEC.replace("| > 0.5    | -        | refuse ", "| > 0.1    | -        | refuse ")
            .replace("it proposes 1 fact", "it proposes 1 to 3 facts");
    assertEquals(
        List.of("refuse 1000: too much", "grant 1000: at 0.03"),
        said(
            run(
                each.replace(
                    "the first rule that matches decides", "every rule that matches decides"),
                loan(1, 1000, 900, "A"))));
    assertEquals(
        "loan:1: the rules on lines 26 and 28 both match (expected: exactly one)",
        failure(
            each.replace(
                "the first rule that matches decides", "exactly one rule matches and decides")));
  }

  @Test
  void aTemplateOfRulesOverAllFactsAtOnce() {
    String all =
        SPEC.substring(0, SPEC.indexOf("  @agent"))
            + """
              @agent @rule @id:decision
              Scenario: The total
                Given facts under "Seeds"
                When the fields are computed
                  | field | value                                  |
                  | total | sum(facts("Seeds").map(s, s.amount))   |
                  | most  | largest(facts("Seeds").map(s, s.amount)) |
                Then it proposes 1 fact under "Answers" with ids starting "answer:"
            """;
    assertEquals(
        List.of("total: 30; most: 20"), said(run(all, loan(1, 10, 1, "A"), loan(2, 20, 1, "B"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "amount * (1 + rate)~ammount * (1 + rate)~loans.feature:23:1: \"share\": no field \"ammount\"",
        "amount * (1 + rate)~amount * (1 + ratte)~no field \"ratte\"",
        "amount * (1 + rate)~amount * (1 + grade)~+ does not work on (number, text)",
        "amount * (1 + rate)~amount * (1 + ~loans.feature:23:1: \"share\": ",
        "\"grade\", grade)~\"grades\", grade)~has no column \"grades\"",
        "lookup(\"rates\"~lookup(\"rate\"~no table \"rate\"",
        "| -        | C  ~| -        | > 5 ~loans.feature:27:1: \"> 5\": 5 is a number (expected: text, as",
        "| -        | C  ~| -        | 3  ~\"3\": 3 is a number (expected: text, as \"grade\" is)",
        "| > 0.5    | -  ~| -        | -  ~loans.feature:27:1: the rule never decides: the one on line 26",
        "| if share |~| share    |~column \"share\" (expected: \"if …\"",
        "= \"at \"~= \"at~loans.feature:28:1: ",
        "{decision} {amount}~{decision} {amonut}~\"{amonut}\": no field \"amonut\"",
        "\"decision\" is \"grant\"~\"decision\" is \"grnt\"~\"decision\" of facts under \"Answers\" is never \"grnt\"",
        "decision != 'grant'~decision != 'grnt'~decision is never \"grnt\"",
        "decision != 'grant' || share <= 0.5~share * 2~is not true or false",
        "exists(s, s.amount >= 5000)~exists(s, s.amount >= )~\"cited('Seeds').exists(s, s.amount >= )\": ",
        "cited('Seeds')~cited('Seds')~no agent writes under \"Seds\"",
        "from \"rates.csv\"~from \"rate.csv\"~loans.feature:19:5: rate.csv is not in the folder of the spec",
        "from \"rates.csv\"~from \"../rates.csv\"~file \"../rates.csv\"",
        "the fields are computed~the feilds are computed~nearest: the fields are computed",
      })
  void aMistakeIsToldOnceWithItsLine(String right, String wrong, String says) {
    assertTrue(SPEC.contains(right), right);
    List<String> found = problems(SPEC.replace(right, wrong), RATES);
    assertTrue(found.stream().anyMatch(problem -> problem.contains(says)), found::toString);
    assertEquals(1, found.size(), found::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "A,0.03~A,0.03,4~rates.csv:2:1: 3 cells (expected: 2, one for each column)",
        "grade,rate~Grade,rate~rates.csv:1:1: column \"Grade\"",
        "grade,rate~grade,grade~column \"grade\" occurs twice",
        "B,0.05~\"B,0.05~rates.csv:3:1: a quote that is not closed",
      })
  void aMistakeInATableIsToldWithItsFileAndLine(String right, String wrong, String says) {
    List<String> found = problems(SPEC, RATES.replace(right, wrong));
    assertTrue(found.getFirst().contains(says), found::toString);
  }

  @Test
  void rulesThatBreakTheirOwnContractAreRefused() {
    String contract =
        SPEC.replace(
            "    And each fact says",
            """
            And each fact carries
              | field    | type   | rule                 |
              | decision | string | one of grant, refuse |
            And each fact says\
            """);
    List<String> found = problems(contract, RATES);
    assertTrue(
        found.getFirst().contains("loans.feature:27:1: field \"decision\" is \"ask\""),
        found::toString);
    String missing = contract.replace("| ask           |", "| -             |");
    assertTrue(
        problems(missing, RATES).getFirst().contains("is not in every fact that its rules give"),
        () -> problems(missing, RATES).toString());
  }

  @Test
  void theFolderOfATemplateBringsItsTablesAndTheHashCoversThem(@TempDir Path directory)
      throws IOException {
    Path folder = Files.createDirectories(directory.resolve("loans"));
    Files.writeString(folder.resolve("loans.feature"), SPEC);
    Files.writeString(folder.resolve("loans.yaml"), WIRING);
    Files.writeString(folder.resolve("rates.csv"), RATES);
    Template first = new Templates(RuleAgents.of(List.of())).load(directory).getFirst();
    Files.writeString(folder.resolve("rates.csv"), RATES.replace("0.03", "0.04"));
    Template second = new Templates(RuleAgents.of(List.of())).load(directory).getFirst();
    assertNotEquals(first.hash(), second.hash());
    assertEquals(
        first.hash(),
        TEMPLATES.compile(TemplateSource.of("loans", first.spec(), first.wiring())).hash());
  }
}
