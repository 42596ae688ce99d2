package dev.converge.domain.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.domain.flow.RuleAgents;
import dev.converge.domain.template.source.TemplateProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A condition that can never be met makes a template look safe that is not.
class DeadConditionsTest {
  private static final String SPEC =
      """
      Feature: Desk
        Answer what is asked.

        @intent
        Scenario: Scope
          Given a seed with id starting "ask:"

        @agent @llm @id:answerer
        Scenario: Each question is answered
          Given facts under "Seeds"
          When the agent is asked
            \"""
            Answer.
            \"""
          Then it proposes 1 to 3 facts under "Answers" with ids starting "answer:"
          And each fact has a confidence of at least 0.5
          And each fact carries
            | field   | type    | rule                  |
            | tone    | string  | one of calm, urgent   |
            | score   | integer | 1 to 10               |
            | share   | number  | 0 to 1                |
            | code    | string  | 2 to 4 characters     |
            | public  | boolean |                       |
            | parts   | list    | one of a, b; optional |

        @agent @llm @id:checker
        Scenario: Answers are checked
          Given facts under "Answers"
          When the agent is asked
            \"""
            Check.
            \"""
          Then it proposes 1 fact under "Checks" for each fact under "Answers" with ids starting "check:"

        @agent @search @id:patent_search_executor
        Scenario: Sources are found
          Given facts under "Answers"
          When the agent searches
          Then it proposes at most 3 facts under "Sources" with ids starting "source:"
          And each fact carries
            | field | type    | rule    |
            | rank  | integer | 1 to 10 |
      """;

  private static final String WIRING =
      """
      name: desk
      version: 1.0.0
      spec: desk.feature
      agents:
        - { id: answerer, requirements: analysis }
        - { id: checker, requirements: analysis }
        - { id: patent_search_executor, requirements: analysis }
      """;

  private static final String GATE =
      """
        @approval @id:look
        Scenario: Look
          When a fact is proposed under %s
          Then a "lead" must approve it
      """;

  private static final String INVARIANT =
      """
        @invariant @acceptance @id:it
        Scenario: It
          Then %s
      """;

  private static final Templates TEMPLATES = new Templates(RuleAgents.of(List.of()));

  private static List<String> problems(String spec, String wiring) {
    return TEMPLATES.check(TemplateSource.of("desk", spec, wiring)).stream()
        .map(TemplateProblem::message)
        .toList();
  }

  /// @param more a scenario that is added
  record Dead(String more, String says) {
    @Override
    public String toString() {
      return says;
    }
  }

  /// Which facts a condition can speak of, each in a way that no fact meets.
  private static List<Dead> values() {
    return List.of(
        new Dead("\"Answers\" whose \"priority\" is \"urgent\"", "carries \"priority\""),
        new Dead("\"Answers\" whose \"tome\" is \"urgent\"", "did you mean \"tone\"?"),
        new Dead("\"Answers\" whose \"tone\" is \"urgnet\"", "did you mean \"urgent\"?"),
        new Dead("\"Answers\" whose \"tone\" is 3", "is never 3"),
        new Dead("\"Answers\" whose \"score\" is 11", "is never 11"),
        new Dead("\"Answers\" whose \"score\" is 2.5", "is never 2.5"),
        new Dead("\"Answers\" whose \"score\" is \"5\"", "is never \"5\""),
        new Dead("\"Answers\" whose \"share\" is -0.1", "is never -0.1"),
        new Dead("\"Answers\" whose \"code\" is \"abcde\"", "is never \"abcde\""),
        new Dead("\"Answers\" whose \"public\" is \"true\"", "is never \"true\""),
        new Dead("\"Answers\" whose \"parts\" is \"a\"", "is never \"a\""),
        new Dead("\"Checks\" whose \"ok\" is true", "a table of fields in the contract of agent"),
        new Dead("\"Sources\" whose \"rank\" is 0", "is never 0"));
  }

  static Stream<Dead> dead() {
    List<Dead> all = new ArrayList<>();
    for (Dead facts : values()) {
      all.add(new Dead(GATE.formatted(facts.more()), facts.says()));
      for (String sentence :
          List.of(
              "no facts exist under %s",
              "every fact under %s names at least 1 source",
              "every fact under \"Answers\" is cited by a fact under %s",
              "if a fact exists under %s, then a fact exists under \"Answers\"",
              "if a fact exists under \"Answers\", then a fact exists under %s")) {
        all.add(new Dead(INVARIANT.formatted(sentence.formatted(facts.more())), facts.says()));
      }
    }
    all.add(
        new Dead(
            GATE.formatted("\"Answers\"\n    And its \"priority\" is \"urgent\""),
            "no fact under \"Answers\" carries \"priority\" (expected: a field of agent"
                + " \"answerer\": one of [tone, score, share, code, public, parts])"));
    all.add(
        new Dead(
            GATE.formatted("\"Answers\" with confidence below 0.4"),
            "has a confidence of at least 0.5, so none is below 0.4"));
    all.add(new Dead(GATE.formatted("\"Seeds\""), "the gate has no effect"));
    all.add(new Dead(GATE.formatted("\"Decisions\""), "the gate has no effect"));
    all.add(new Dead(GATE.formatted("\"Answers\" with id starting \"reply:\""), "starts with"));
    for (String carries :
        List.of(
            "an integer \"impact\"",
            "an integer \"score\" of 11 to 20",
            "a string \"score\"",
            "a string \"tone\" that is one of \"loud\"",
            "a string \"code\" of at least 5")) {
      all.add(new Dead(INVARIANT.formatted("every fact under \"Answers\" carries " + carries), ""));
    }
    all.add(
        new Dead(
            INVARIANT.formatted(
                "every fact under \"Answers\" names only facts under \"Seeds\" in \"score\""),
            "names nothing"));
    all.add(
        new Dead(
            INVARIANT.formatted(
                "what facts under \"Answers\" list in \"parts\" is listed in \"found\" by facts"
                    + " under \"Checks\" that cite them"),
            "carries \"found\""));
    all.add(
        new Dead(
            INVARIANT.formatted("every fact under \"Answers\" is no longer than 0 characters"),
            "has 0 characters"));
    all.addAll(cited());
    return all.stream();
  }

  /// What facts cite, how many there are, and gates that come too late.
  private static List<Dead> cited() {
    List<Dead> all = new ArrayList<>();
    for (Dead facts : values()) {
      all.add(
          new Dead(
              GATE.formatted("\"Sources\"\n    And it cites a fact under " + facts.more()),
              facts.says()));
      for (String sentence :
          List.of(
              "every fact under \"Sources\" cites a fact under %s",
              "every fact under \"Sources\" cites at least 2 facts under %s",
              "no fact under \"Sources\" cites a fact under %s")) {
        all.add(new Dead(INVARIANT.formatted(sentence.formatted(facts.more())), facts.says()));
      }
    }
    String blind = "agent \"answerer\" never sees these";
    all.add(
        new Dead(GATE.formatted("\"Answers\"\n    And it cites a fact under \"Checks\""), blind));
    for (String sentence :
        List.of(
            "every fact under \"Answers\" cites at least 1 fact under \"Checks\"",
            "every fact under \"Answers\" cites a fact under \"Checks\"",
            "no fact under \"Answers\" cites a fact under \"Checks\"",
            "every fact under \"Checks\" is cited by a fact under \"Answers\"")) {
      all.add(new Dead(INVARIANT.formatted(sentence), blind));
    }
    for (String sentence :
        List.of(
            "at least 4 facts exist under \"Answers\"",
            "exactly 7 facts exist under \"Answers\"",
            "4 to 9 facts exist under \"Checks\"",
            "if 4 facts exist under \"Answers\", then a fact exists under \"Checks\"",
            "at least 4 facts exist under \"Answers\" whose \"tone\" is \"calm\"")) {
      all.add(new Dead(INVARIANT.formatted(sentence), "(expected: at most 3, "));
    }
    all.add(
        new Dead(
            INVARIANT.formatted(
                "at most 1 fact exists under \"Answers\"\n    And exactly 3 facts exist under"
                    + " \"Answers\""),
            "counts that overlap"));
    all.add(
        new Dead(
            INVARIANT.formatted("at least 2 facts exist under \"Answers\"")
                + INVARIANT
                    .replace("@id:it", "@id:other")
                    .formatted("no facts exist under \"Answers\""),
            "counts that overlap"));
    for (String formula : List.of("score > 10", "score < 1", "11 <= score", "score == 2.5")) {
      all.add(
          new Dead(
              GATE.formatted("\"Answers\"\n    And it satisfies \"" + formula + "\""),
              "score is never "));
      all.add(
          new Dead(
              INVARIANT.formatted("every fact under \"Answers\" satisfies \"" + formula + "\""),
              "score is never "));
    }
    for (String narrow :
        List.of(
            "",
            " whose \"tone\" is \"urgent\"",
            " with confidence below 0.7",
            " with id starting \"answer:1\"",
            "\n    And it cites a fact under \"Seeds\"")) {
      all.add(
          new Dead(
              GATE.formatted("\"Answers\"")
                  + GATE.formatted("\"Answers\"" + narrow).replace("@id:look", "@id:late"),
              "gate \"late\" never holds anything: gate \"look\" on line "));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("dead")
  void whatCanNeverBeMetIsRefusedWhereItStands(Dead dead) {
    List<TemplateProblem> found =
        TEMPLATES.check(TemplateSource.of("desk", SPEC + "\n" + dead.more(), WIRING));
    assertEquals(1, found.size(), () -> dead.more() + found);
    assertTrue(found.getFirst().message().contains(dead.says()), found::toString);
    assertTrue(found.getFirst().line() > SPEC.lines().count(), found::toString);
  }

  @Test
  void whatCanBeMetIsNot() {
    assertEquals(List.of(), problems(SPEC, WIRING));
    for (String facts :
        List.of(
            "\"Answers\" whose \"tone\" is \"urgent\"",
            "\"Answers\" whose \"score\" is 10",
            "\"Answers\" whose \"share\" is 0.5",
            "\"Answers\" whose \"public\" is false",
            "\"Answers\" with confidence below 0.6",
            "\"Answers\" with id starting \"answer:1\"",
            "\"Answers\"\n    And it cites a fact under \"Seeds\"",
            "\"Checks\"\n    And it cites a fact under \"Answers\" whose \"tone\" is \"urgent\"",
            "\"Sources\" whose \"anything\" is true")) {
      assertEquals(List.of(), problems(SPEC + "\n" + GATE.formatted(facts), WIRING), facts);
    }
    for (String sentence :
        List.of(
            "every fact under \"Answers\" carries an integer \"score\" of 5 to 20",
            "every fact under \"Answers\" carries a number \"score\" of 1.5 to 2.5",
            "every fact under \"Seeds\" carries a number \"amount\"",
            "at least 3 facts exist under \"Answers\"",
            "at least 3 facts exist under \"Sources\"",
            "every fact under \"Checks\" cites at least 1 fact under \"Seeds\"",
            "no fact under \"Checks\" cites a fact under \"Answers\" whose \"tone\" is \"calm\"",
            "every fact under \"Answers\" names only facts under \"Seeds\" in \"parts\"")) {
      assertEquals(List.of(), problems(SPEC + "\n" + INVARIANT.formatted(sentence), WIRING));
    }
  }

  @Test
  void theSameDeadFieldIsReportedOnceWithAllLines() {
    String more =
        INVARIANT.formatted(
            "no facts exist under \"Answers\" whose \"x\" is 1\n"
                + "    And no facts exist under \"Answers\" whose \"x\" is 2");
    List<String> found = problems(SPEC + "\n" + more, WIRING);
    assertEquals(1, found.size(), found::toString);
    assertTrue(found.getFirst().contains("; also on line "), found::toString);
  }

  @Test
  void agentsThatNeverRunAreNamed() {
    assertEquals(
        List.of(
            "agent \"checker\" never runs: there are no decisions, because there is no gate"
                + " (expected: a scenario tagged @approval, or other facts to read)"),
        problems(
            SPEC.replace(
                "Answers are checked\n    Given facts under \"Answers\"",
                "Answers are checked\n    Given facts under \"Answers\", \"Decisions\""),
            WIRING));
    assertEquals(
        List.of(
            "agent \"answerer\" never runs: only this agent writes under \"Answers\", which it waits"
                + " for (expected: facts that others write)"),
        problems(
            SPEC.replace("Given facts under \"Seeds\"", "Given facts under \"Seeds\", \"Answers\""),
            WIRING));
    assertEquals(
        List.of(
            "agents \"answerer\", \"checker\", \"patent_search_executor\" never run: each waits for facts of another"
                + " (expected: one that waits for none of them)"),
        problems(
            SPEC.replace("Given facts under \"Seeds\"", "Given facts under any of \"Checks\""),
            WIRING));
  }

  @Test
  void anAgentThatNobodyAnswersForIsNamed() {
    List<String> found =
        problems(
            SPEC.replace("patent_search_executor", "finder"),
            WIRING.replace("patent_search_executor", "finder"));
    assertEquals(1, found.size(), found::toString);
    assertTrue(
        found.getFirst().startsWith("no search agent \"finder\" is installed"), found::toString);
  }

  @Test
  void aContractThatAsksForWhatIsNeverSeenIsRefused() {
    String blind =
        SPEC.replace(
            "And each fact has a confidence of at least 0.5",
            "And each fact cites at least 1 fact under \"Checks\"");
    assertEquals(
        List.of(
            "agent \"answerer\" never sees facts under \"Checks\", so it can cite none (expected:"
                + " \"Given facts under\" it)"),
        problems(blind, WIRING));
  }

  @Test
  void gatesThatLeaveSomethingToOthersAreNot() {
    String both =
        GATE.formatted("\"Answers\" whose \"tone\" is \"urgent\"")
            + GATE.formatted("\"Answers\"").replace("@id:look", "@id:later");
    assertEquals(List.of(), problems(SPEC + "\n" + both, WIRING));
    String apart =
        GATE.formatted("\"Answers\" whose \"tone\" is \"urgent\"")
            + GATE.formatted("\"Answers\" whose \"tone\" is \"calm\"")
                .replace("@id:look", "@id:later");
    assertEquals(List.of(), problems(SPEC + "\n" + apart, WIRING));
  }

  @Test
  void rulesOfAFieldThatNoValueMeetsAreRefused() {
    for (String rule : List.of("| 11 to 20; one of calm |", "| one of , |", "| at most -1 |")) {
      List<String> found = problems(SPEC.replace("| one of calm, urgent   |", rule), WIRING);
      assertEquals(1, found.size(), () -> rule + found);
    }
  }

  @Test
  void aTemplateThatWasInstalledBeforeStaysValid() {
    TemplateSource source =
        TemplateSource.of("desk", SPEC + "\n" + GATE.formatted("\"Seeds\""), WIRING);
    assertEquals("desk", TEMPLATES.compileInstalled(source).name());
  }
}
