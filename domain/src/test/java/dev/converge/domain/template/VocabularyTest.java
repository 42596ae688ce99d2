package dev.converge.domain.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Condition;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.Field;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Gate;
import dev.converge.core.decision.Proviso;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.SeedRule;
import dev.converge.domain.describe.ConditionWords;
import dev.converge.domain.flow.Small;
import dev.converge.domain.template.source.Place;
import dev.converge.domain.template.source.Problems;
import dev.converge.domain.template.spec.Spec;
import dev.converge.domain.template.spec.SpecCompiler;
import dev.converge.domain.template.spec.StepDefinition;
import dev.converge.domain.template.spec.StepRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What each sentence of the language compiles to.
class VocabularyTest {
  private static final int MANY = Integer.MAX_VALUE;
  private static final double LEAST = Double.NEGATIVE_INFINITY;
  private static final double MOST = Double.POSITIVE_INFINITY;

  private static Condition condition(String step) {
    return Small.meaning(
            Small.SPEC
                + "\n"
                + ("@invariant @semantic @id:it\nScenario: It\n  Then " + step).indent(2))
        .program()
        .definition()
        .invariants()
        .getLast()
        .condition();
  }

  @Test
  void sentencesOfInvariantsBecomeConditions() {
    Map<String, Condition> sentences = new LinkedHashMap<>();
    sentences.put("at least 2 facts exist under \"Notes\"", new Condition.Count("Notes", 2, MANY));
    sentences.put("at most 1 fact exists under \"Notes\"", new Condition.Count("Notes", 0, 1));
    sentences.put("exactly 3 facts exist under \"Notes\"", new Condition.Count("Notes", 3, 3));
    sentences.put("2 to 4 facts exist under \"Notes\"", new Condition.Count("Notes", 2, 4));
    sentences.put("1 fact exists under 'Notes'", new Condition.Count("Notes", 1, 1));
    sentences.put("no facts exist under \"Notes\"", new Condition.Count("Notes", 0, 0));
    sentences.put("a fact exists under \"Notes\"", new Condition.Count("Notes", 1, MANY));
    sentences.put("a fact exists with id starting \"note:\"", new Condition.Exists("", "note:"));
    sentences.put(
        "a fact exists under \"Notes\" with id starting \"note:1\"",
        new Condition.Exists("Notes", "note:1"));
    sentences.put(
        "the facts under \"Notes\" are all different", new Condition.AllDifferent("Notes"));
    sentences.put(
        "no fact under \"Notes\" mentions any of \"a, b\", \"c \\\"d\\\"\"",
        new Condition.MentionsNone("Notes", List.of("a, b", "c \"d\"")));
    sentences.put(
        "no fact mentions any of \"a\",\"b\"", new Condition.MentionsNone("", List.of("a", "b")));
    sentences.put(
        "every fact under \"Notes\" mentions any of \"a\"",
        new Condition.MentionsSome("Notes", List.of("a")));
    sentences.put(
        "every fact under \"Notes\" cites at least 2 facts under \"Seeds\"",
        new Condition.Cites("Notes", 2, "Seeds"));
    sentences.put(
        "every fact under \"Notes\" cites a fact under \"Seeds\"",
        new Condition.Cites("Notes", 1, "Seeds"));
    sentences.put(
        "every fact under \"Notes\" cites at least 2 facts under \"Seeds\" whose \"vat\" is true",
        new Condition.CitesSome("Notes", 2, MANY, "Seeds", new Gate.FieldIs("vat", Json.of(true))));
    sentences.put(
        "no fact under \"Notes\" cites a fact under \"Seeds\"",
        new Condition.CitesSome("Notes", 0, 0, "Seeds", null));
    sentences.put(
        "every fact under \"Seeds\" is cited by a fact under \"Notes\"",
        new Condition.CitedBy("Seeds", "Notes"));
    sentences.put(
        "every fact under \"Notes\" names only facts under \"Seeds\", \"Notes\" in \"parts\"",
        new Condition.NamesOnly("Notes", "parts", List.of("Seeds", "Notes")));
    sentences.put(
        "every fact under \"Notes\" refers only to facts that it cites",
        new Condition.RefersOnly("Notes"));
    sentences.put(
        "what facts under \"Seeds\" list in \"terms\" is listed in \"known\" by facts under"
            + " \"Notes\" that cite them",
        new Condition.ListedBy("Seeds", "terms", "Notes", "known"));
    sentences.put(
        "every fact under \"Notes\" names at least 1 source", new Condition.Sources("Notes", 1));
    sentences.put(
        "every fact under \"Notes\" has a confidence of at least 0.5",
        new Condition.Confidence("Notes", 0.5));
    sentences.put(
        "every fact under \"Notes\" is no longer than 200 characters",
        new Condition.NoLongerThan("Notes", 200));
    sentences.put(
        "every fact under \"Notes\" carries a string \"kind\"",
        new Condition.Carries("Notes", Field.of("kind", Field.Type.STRING)));
    sentences.put(
        "every fact under \"Notes\" carries an integer \"mark\" of 1 to 10",
        carries("mark", Field.Type.INTEGER, 1, 10));
    sentences.put(
        "every fact under \"Notes\" carries a number \"mark\" of at least -0.5",
        carries("mark", Field.Type.NUMBER, -0.5, MOST));
    sentences.put(
        "every fact under \"Notes\" carries a list \"parts\" of at most 3",
        carries("parts", Field.Type.LIST, LEAST, 3));
    sentences.put(
        "every fact under \"Notes\" carries a string \"kind\" that is one of \"a\", \"b c\"",
        new Condition.Carries(
            "Notes", new Field("kind", Field.Type.STRING, true, LEAST, MOST, List.of("a", "b c"))));
    sentences.forEach((step, expected) -> {
      assertEquals(expected, condition(step), step);
      // What is said of a condition means the condition.
      assertEquals(
          expected, condition(ConditionWords.of(expected).getFirst().replace(" items", "")), step);
    });
  }

  private static Condition carries(String name, Field.Type type, double min, double max) {
    return new Condition.Carries("Notes", new Field(name, type, true, min, max, List.of()));
  }

  @Test
  void conditionsOnSomeOfTheFacts() {
    assertEquals(
        new Condition.Only(
            "Notes", "kind", Json.of("claim"), new Condition.CitedBy("Notes", "Seeds")),
        condition(
            "every fact under \"Notes\" whose \"kind\" is \"claim\" is cited by a fact under"
                + " \"Seeds\""));
    assertEquals(
        new Condition.Only(
            "Seeds",
            "ok",
            Json.of(true),
            new Condition.Only(
                "Notes", "mark", Json.of(2.5), new Condition.CitedBy("Seeds", "Notes"))),
        condition(
            "every fact under \"Seeds\" whose \"ok\" is true is cited by a fact under \"Notes\""
                + " whose \"mark\" is 2.5"));
    assertEquals(
        new Condition.Only("Notes", "kind", Json.of("a"), new Condition.Count("Notes", 1, MANY)),
        condition("at least 1 fact exists under \"Notes\" whose \"kind\" is \"a\""));
  }

  @Test
  void oneConditionMayDependOnAnother() {
    assertEquals(
        new Condition.IfThen(
            new Condition.Exists("", "topic:"), new Condition.Count("Notes", 2, MANY)),
        condition(
            "if a fact exists with id starting \"topic:\", then at least 2 facts exist under"
                + " \"Notes\""));
    assertEquals(
        new Condition.IfThen(
            new Condition.MentionsSome("Notes", List.of("a, then b", "c")),
            new Condition.MentionsNone("Notes", List.of("x", "y"))),
        condition(
            """
            if every fact under "Notes" mentions any of "a, then b", "c", then no fact under "Notes" mentions any of
                | x | y |
            """));
  }

  @Test
  void tablesOfAStepListTerms() {
    assertEquals(
        new Condition.MentionsNone("", List.of("a", "b", "c")),
        condition("no fact mentions any of\n    | a | b |\n    | c |  |"));
    assertEquals(
        new Condition.AllOf(
            List.of(
                new Condition.Carries("Notes", Field.of("a", Field.Type.BOOLEAN)),
                new Condition.Carries(
                    "Notes", new Field("b", Field.Type.NUMBER, false, 0, 1, List.of())))),
        condition(
            """
            every fact under "Notes" carries
                | field | type    | rule             |
                | a     | boolean |                  |
                | b     | number  | 0 to 1; optional |
            """));
  }

  @Test
  void sentencesOfAnAgentBecomeItsContract() {
    AgentSpec agent =
        Small.with(
                "each fact cites at least 1 fact under \"Seeds\"",
                """
                each fact cites at least 2 facts under "Seeds"
                    And each fact is no longer than 300 characters
                    And each fact has a confidence of at least 0.25
                    And each fact carries
                      | field  | type    | rule                         |
                      | title  | string  | 1 to 80 characters           |
                      | mark   | integer | 1 to 10                      |
                      | kinds  | list    | one of a, b; at most 2 items |
                      | urgent | boolean | optional                     |
                    And it proposes at most 5 facts under "Doubts" for each fact under "Seeds" with ids starting "doubt:"
                    And each fact cites at least 1 fact under "Seeds"
                    And a conflict under "Notes" halts the run
                """
                    .strip())
            .program()
            .agents()
            .getFirst();
    assertEquals(
        List.of(
            new AgentSpec.Output(
                "Notes",
                "note:",
                1,
                2,
                "",
                List.of(new AgentSpec.Cites(2, "Seeds")),
                List.of(
                    new Field("title", Field.Type.STRING, true, 1, 80, List.of()),
                    new Field("mark", Field.Type.INTEGER, true, 1, 10, List.of()),
                    new Field("kinds", Field.Type.LIST, true, LEAST, 2, List.of("a", "b")),
                    new Field("urgent", Field.Type.BOOLEAN, false, LEAST, MOST, List.of())),
                300,
                0.25,
                true),
            new AgentSpec.Output(
                "Doubts",
                "doubt:",
                0,
                5,
                "Seeds",
                List.of(new AgentSpec.Cites(1, "Seeds")),
                List.of(),
                0,
                0,
                false)),
        agent.outputs());
  }

  @Test
  void sentencesOfAnAgentSayWhenItRuns() {
    Template template =
        Small.meaning(
            Small.SPEC
                    .replace(
                        "\"topic:\"", "\"topic:\"\n    And observations may come under \"Market\"")
                    .replace(
                        "    Given facts under \"Seeds\"\n",
                        """
                            Given facts under "Seeds", "Decisions"
                            And facts under any of "Market", "Notes"
                            And violations of "many"
                            And only new facts
                        """)
                + """

                  @invariant @semantic @id:many
                  Scenario: Many
                    Then at least 2 facts exist under "Notes"
                """);
    assertTrue(template.program().agents().getFirst().onlyNew());
    assertEquals(
        new AgentSpec.Eligibility(
            List.of("Seeds", "Decisions"), List.of("Market", "Notes"), List.of("many")),
        template.program().agents().getFirst().eligibility());
  }

  @Test
  void seedsThatAnAgentIsNotShown() {
    Template template =
        Small.with(
            "Given facts under \"Seeds\"",
            """
            Given facts under "Seeds"
                And it is not shown seeds with ids starting "topic:2", 'topic:3'\
            """);
    assertEquals(List.of("topic:2", "topic:3"), template.program().agents().getFirst().withheld());
  }

  @Test
  void sentencesOnSeedsBecomeSeedRules() {
    Template template =
        Small.with(
            "Given a seed with id starting \"topic:\"",
            """
            Given a seed with id starting "topic:"
                And optionally a seed with id starting "source:"
                  \"""
                  What it may rest on.
                  \"""
                And each such seed carries
                  | field | type   | rule       |
                  | pages | number | at least 1 |
                And a seed with id starting "from:" that names a day
                And optionally a seed with id starting "to:" that names a day
                And observations may come under "Market"
            """
                .strip());
    assertEquals(
        List.of(
            new SeedRule("topic:", true, ""),
            new SeedRule(
                "source:",
                false,
                "What it may rest on.",
                false,
                List.of(new Field("pages", Field.Type.NUMBER, true, 1, MOST, List.of()))),
            new SeedRule("from:", true, "", true),
            new SeedRule("to:", false, "", true)),
        template.program().definition().seeds());
    assertTrue(template.program().hasKey("Market"), "no agent reads it");
  }

  private static Gate gate(String steps) {
    return Small.meaning(
            Small.SPEC
                + "\n"
                + ("@approval @id:look\nScenario: Look\n" + steps.indent(2)).indent(2))
        .program()
        .definition()
        .gates()
        .getFirst();
  }

  @Test
  void sentencesOfApprovalsBecomeGates() {
    List<Gate> found = new ArrayList<>();
    found.add(gate("When a fact is proposed under \"Notes\"\nThen an \"editor\" must approve it"));
    found.add(
        gate(
            """
            When a fact is proposed under "Notes" with id starting "note:1"
            And its confidence is below 0.4
            And its "paid" is true
            Then a "chief editor" must approve it within 1 day
            And without a decision it is approved
            And a rejection halts the run
            """));
    found.add(
        gate(
            """
            When a fact is proposed under "Notes" whose "kind" is "claim"
            And its id starts with "note:"
            Then an "editor" must approve it within 90 minutes
            """));
    found.add(
        gate(
            """
            When a fact is proposed under "Notes"
            Then an "editor" must approve it
            And a returned proposal is revised at most 1 time
            """));
    found.add(
        gate(
            """
            When a fact is proposed under "Notes"
            And it cites a fact under "Seeds" whose "vat" is 19
            Then an "editor" must approve it
            """));
    assertEquals(
        List.of(
            new Gate(
                "look",
                "Notes",
                "",
                2,
                null,
                "editor",
                null,
                Decision.REJECTED,
                false,
                1,
                false,
                0,
                List.of()),
            new Gate(
                "look",
                "Notes",
                "note:1",
                0.4,
                new Gate.FieldIs("paid", Json.of(true)),
                "chief editor",
                Duration.ofDays(1),
                Decision.APPROVED,
                true,
                1,
                false,
                0,
                List.of()),
            new Gate(
                "look",
                "Notes",
                "note:",
                2,
                new Gate.FieldIs("kind", Json.of("claim")),
                "editor",
                Duration.ofMinutes(90),
                Decision.REJECTED,
                false,
                1,
                false,
                0,
                List.of()),
            new Gate(
                "look",
                "Notes",
                "",
                2,
                null,
                "editor",
                null,
                Decision.REJECTED,
                false,
                1,
                false,
                1,
                List.of()),
            new Gate(
                "look",
                "Notes",
                "",
                2,
                null,
                "editor",
                null,
                Decision.REJECTED,
                false,
                1,
                false,
                0,
                List.of(new Proviso.Cites("Seeds", new Gate.FieldIs("vat", Json.of(19)))))),
        found);
  }

  @Test
  void aWiringSaysWhatAnAgentRunsOn() {
    Template template =
        Small.compile(
            Small.SPEC,
            """
            name: small
            version: 2.1.0-rc.1+build.5
            description: Small, but whole.
            spec: small.feature
            requires: { runtime_api: "1.0" }
            budget: { max_cycles: 7, max_duration: PT90S, max_cost_usd: 0.1234567 }
            agents:
              - id: writer
                requirements: { preset: deep_research, max_latency_ms: 0x10, provider: anthropic, model: one }
                deadline: 90s
                max_attempts: 2
                give_up_after: 1h
            policy: { confidentiality: restricted, on_outage: halt }
            metadata: { tags: [a, b], n: 1.5, ok: true, none: ~ }
            """);
    AgentSpec writer = template.program().agents().getFirst();
    assertEquals(Duration.ofSeconds(90), writer.deadline());
    assertEquals(2, writer.maxAttempts());
    assertEquals(Duration.ofHours(1), writer.giveUpAfter());
    assertEquals(
        "{\"cost_class\":\"high\",\"max_latency_ms\":16,\"min_quality\":0.85,\"model\":\"one\","
            + "\"preset\":\"deep_research\",\"provider\":\"anthropic\",\"requires_reasoning\":true,"
            + "\"requires_web_search\":true}",
        writer.requirements().canonical());
    assertEquals("2.1.0-rc.1+build.5", template.version());
    assertEquals("Small, but whole.", template.description());
    assertEquals(
        "{\"n\":1.5,\"none\":null,\"ok\":true,\"tags\":[\"a\",\"b\"]}",
        template.metadata().canonical());
    assertEquals(
        "{\"confidentiality\":\"restricted\",\"on_outage\":\"halt\"}",
        template.program().definition().policy().canonical());
    assertEquals(7, template.program().definition().budget().maxCycles());
    assertEquals(500, template.program().definition().budget().maxFacts());
    assertEquals(Duration.ofSeconds(90), template.program().definition().budget().maxDuration());
    assertEquals(123_457, template.program().definition().budget().maxCostMicros());
  }

  /// No sentence can be read as another.
  @Test
  void everySentenceIsKnownToOneKindOfScenarioOnly() {
    for (StepRegistry.Named one : SpecCompiler.registries()) {
      for (StepDefinition<?> definition : one.registry().definitions()) {
        String example = example(definition.expression());
        List<String> owners =
            SpecCompiler.registries().stream()
                .filter(other -> other.registry().knows(example))
                .map(StepRegistry.Named::name)
                .toList();
        assertEquals(List.of(one.name()), owners, example);
        assertEquals(1, one.registry().readings(example), example);
      }
    }
  }

  /// A sentence with something in each of its holes.
  private static String example(String expression) {
    return expression
        .replace("(s)", "s")
        .replace("a/an", "a")
        .replace("{count}", "at least 2")
        .replace("{int}", "3")
        .replace("{number}", "0.5")
        .replace("{strings}", "\"a\", \"b\"")
        .replace("{string}", "\"a\"")
        .replace("{facts}", "\"Notes\" whose \"kind\" is \"b\"")
        .replace("{value}", "true")
        .replace("{type}", "string")
        .replace("{range}", "1 to 2")
        .replace("{time}", "2 hours")
        .replace("{condition}", "a fact exists under \"Notes\"")
        .replace("{conclusion}", "no facts exist under \"Notes\"");
  }

  @Test
  void twoReadingsAreAnError() {
    List<String> read = new ArrayList<>();
    StepRegistry<List<String>> registry =
        new StepRegistry<>(
            List.of(
                StepDefinition.then("facts under {string}", "One.", (to, step) -> to.add("one")),
                StepDefinition.then("facts {word} {string}", "Two.", (to, step) -> to.add("two"))));
    Problems problems = new Problems("test.feature");
    Spec.Step step =
        new Spec.Step(
            new Place(3, 5),
            Spec.Word.THEN,
            false,
            "facts under \"a\"",
            java.util.Optional.empty(),
            java.util.Optional.empty());
    registry.compile(read, step, _ -> "", problems);
    assertEquals(List.of(), read);
    assertEquals(
        "test.feature:3:5: step \"facts under \"a\"\" can be read in 2 ways (expected: one): facts"
            + " under {string} | facts {word} {string}",
        problems.list().getFirst().toString());
  }
}
