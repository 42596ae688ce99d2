package dev.converge.domain.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.domain.flow.RuleAgents;
import dev.converge.domain.template.source.TemplateProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Templates made at random, with other keys, fields and bounds each time: as they are made, they
/// are valid; with one dead condition of any kind, they are refused, at its line.
class GeneratedDeadTemplatesTest {
  private static final int TEMPLATES = 12;

  private static final Templates CHECKED = new Templates(RuleAgents.of(List.of()));

  private static final List<String> KEYS =
      List.of("Answers", "Claims", "Drafts", "Findings", "Offers", "Plans", "Reviews", "Scores");

  private static final List<String> FIELDS =
      List.of("amount", "grade", "owner", "priority", "share", "state", "tone", "weight");

  private static final List<String> CHOICES =
      List.of("calm", "closed", "high", "late", "low", "open", "urgent", "yellow");

  /// A template, and what its first agent's contract says.
  private static final class Made {
    private final Random random;
    private final List<String> keys;
    private final List<String> fields;
    private final List<String> choices;
    private final int least;
    private final int most;
    private final int facts;
    private final int percent;

    Made(Random random) {
      this.random = random;
      keys = some(KEYS, 3);
      fields = some(FIELDS, 4);
      choices = some(CHOICES, 2 + random.nextInt(3));
      least = random.nextInt(10);
      most = least + 1 + random.nextInt(100);
      facts = 1 + random.nextInt(5);
      percent = 3 + random.nextInt(5);
    }

    private List<String> some(List<String> of, int count) {
      List<String> rest = new ArrayList<>(of);
      List<String> some = new ArrayList<>();
      while (some.size() < count) {
        some.add(rest.remove(random.nextInt(rest.size())));
      }
      return some;
    }

    private static String prefix(String key) {
      return key.toLowerCase(java.util.Locale.ROOT).substring(0, 4) + ":";
    }

    String spec() {
      return """
      Feature: Made
        Made at random.

        @intent
        Scenario: Scope
          Given a seed with id starting "topic:"

        @agent @llm @id:first
        Scenario: First
          Given facts under "Seeds"
          When the agent is asked
            \"""
            Begin.
            \"""
          Then it proposes 1 to %d facts under "%s" with ids starting "%s"
          And each fact has a confidence of at least 0.%d
          And each fact carries
            | field | type    | rule      |
            | %s    | string  | one of %s |
            | %s    | integer | %d to %d  |
            | %s    | boolean |           |

        @agent @llm @id:second
        Scenario: Second
          Given facts under "%s"
          When the agent is asked
            \"""
            Go on.
            \"""
          Then it proposes 1 fact under "%s" for each fact under "%s" with ids starting "%s"
      """
          .formatted(
              facts,
              keys.get(0),
              prefix(keys.get(0)),
              percent,
              fields.get(0),
              String.join(", ", choices),
              fields.get(1),
              least,
              most,
              fields.get(2),
              keys.get(0),
              keys.get(1),
              keys.get(0),
              prefix(keys.get(1)));
    }

    /// What can be met, so that what is refused below is refused for what is dead in it.
    List<String> alive() {
      return List.of(
          gate(key(0) + " whose \"" + fields.get(0) + "\" is \"" + choices.getFirst() + "\""),
          gate(key(0) + " whose \"" + fields.get(1) + "\" is " + most),
          gate(key(0) + " with confidence below 0.9"),
          gate(key(0) + "\n    And it satisfies \"" + fields.get(1) + " > " + least + "\""),
          invariant(
              "every fact under %s satisfies \"%s >= %d\"".formatted(key(0), fields.get(1), most)),
          invariant(
              "at least 1 fact exists under %s\n    And at most %d facts exist under %s"
                  .formatted(key(0), facts, key(0))),
          agent("third", key(1), "Third"),
          gate(key(1) + "\n    And it cites a fact under " + key(0)),
          invariant("at least " + facts + " facts exist under " + key(0)),
          invariant("every fact under " + key(0) + " is cited by a fact under " + key(1)),
          invariant("every fact under " + key(0) + " carries an integer \"" + fields.get(1) + "\""),
          invariant("every fact under \"Found\" names at least 3 sources") + FINDER,
          agent("third", key(1), "Third", key(0)),
          gate("\"Third\"\n    And it cites a fact under \"Third\"")
              + agent("third", "any of \"Seeds\", " + key(1), "Third"),
          gate(key(0) + satisfies(above(least)) + satisfies(fields.get(1) + " <= " + most)),
          gate(key(0) + satisfies(fields.get(1) + " != " + least) + satisfies(above(least))),
          gate(
              key(0)
                  + satisfies(above(most - 1) + " || " + fields.get(1) + " < " + (least + 1))
                  + satisfies(fields.get(1) + " < " + most)));
    }

    private String above(int bound) {
      return fields.get(1) + " > " + bound;
    }

    /// Conditions that each can be met and together never.
    private List<String> together() {
      String number = fields.get(1);
      String choice = fields.get(0);
      int middle = random.nextInt(least, most);
      String low = number + " <= " + middle;
      String high = above(middle);
      String chosen = choice + " == '" + choices.get(0) + "'";
      String other = choice + " in ['" + choices.get(1) + "']";
      List<String> all = new ArrayList<>();
      for (List<String> pair :
          List.of(
              List.of(low, high),
              List.of(high, middle + " >= " + number),
              List.of(number + " == " + least, number + " != " + least),
              List.of("!(" + low + ")", number + " < " + middle + " || " + low),
              List.of(above(middle) + " && true", number + " < " + (middle + 1)),
              List.of(number + " > " + (middle - 0.5), number + " < " + middle),
              List.of(chosen, other),
              List.of(fields.get(2), "!" + fields.get(2)),
              List.of("confidence > 0.9", "confidence <= 0.8"))) {
        String first = pair.getFirst();
        String second = pair.getLast();
        String every = "every fact under " + key(0) + " satisfies \"";
        all.add(gate(key(0) + satisfies(first) + satisfies(second)));
        all.add(gate(key(0) + satisfies("(" + first + ") && (" + second + ")")));
        all.add(invariant(every + first + "\"\n    And " + every + second + "\""));
        all.add(
            invariant(every + first + "\"")
                + invariant(every + second + "\"").replace("@id:it", "@id:other"));
        all.add(
            invariant(every + first + "\"").replace("@acceptance", "@structural")
                + gate(key(0) + satisfies(second)));
      }
      all.add(gate(key(0) + " whose \"" + number + "\" is " + least + satisfies(above(least))));
      all.add(gate(key(0) + " with confidence below 0.9" + satisfies("confidence > 0.95")));
      all.add(
          invariant(
              "every fact under %s whose \"%s\" is \"%s\" satisfies \"%s\""
                  .formatted(key(0), choice, choices.get(0), other)));
      return all;
    }

    /// Facts that cite what comes only after them, and sources that nobody has.
    private List<String> early() {
      List<String> all = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        all.add(invariant("every fact under %s cites a fact under %s".formatted(key(i), key(i))));
        all.add(
            invariant("every fact under %s is cited by a fact under %s".formatted(key(i), key(i))));
        all.add(invariant("every fact under " + key(i) + " names at least 1 source"));
        all.add(gate(key(i) + "\n    And it cites a fact under " + key(i)));
        all.add(invariant("no fact under %s cites a fact under %s".formatted(key(i), key(i))));
      }
      all.add(
          invariant(
              "if a fact exists under %s, then every fact under %s names at least 2 sources"
                  .formatted(key(1), key(0))));
      all.add(
          invariant("every fact under \"Third\" cites a fact under \"Fourth\"")
              + agent("third", "any of \"Seeds\", \"Fourth\"", "Third")
              + agent("fourth", "\"Third\"", "Fourth"));
      all.add(agent("third", key(1), "Third", "\"Third\""));
      return all;
    }

    /// One of each kind.
    List<String> dead() {
      List<String> all = new ArrayList<>();
      for (String facts : unmet()) {
        all.add(gate(facts));
        all.add(gate(key(1) + "\n    And it cites a fact under " + facts));
        all.add(invariant("no facts exist under " + facts));
        all.add(invariant("every fact under " + key(1) + " cites a fact under " + facts));
        all.add(invariant("no fact under " + key(1) + " cites a fact under " + facts));
        all.add(
            invariant("if a fact exists under " + facts + ", then a fact exists under " + key(0)));
      }
      all.add(gate(key(2)));
      all.add(gate("\"Seeds\""));
      all.add(gate(key(0) + " with id starting \"" + prefix(keys.get(2)) + "\""));
      all.add(gate(key(0) + " with confidence below 0." + (percent - 1)));
      all.add(gate(key(0)) + gate(key(0)).replace("@id:look", "@id:later"));
      all.add(invariant("at least " + (facts + 1) + " facts exist under " + key(0)));
      all.add(invariant("every fact under " + key(0) + " cites a fact under " + key(1)));
      for (String formula :
          List.of(
              fields.get(1) + " > " + most,
              (least - 1) + " >= " + fields.get(1),
              fields.get(1) + " == " + (most + 1),
              fields.get(0) + " == '" + choices.getFirst() + "x'",
              fields.get(3) + " == 1")) {
        all.add(gate(key(0) + "\n    And it satisfies \"" + formula + "\""));
        all.add(invariant("every fact under " + key(0) + " satisfies \"" + formula + "\""));
      }
      all.add(
          invariant(
              "at least 1 fact exists under %s\n    And no facts exist under %s"
                  .formatted(key(0), key(0))));
      all.add(agent("third", key(2), "Third"));
      all.add(agent("third", "\"Decisions\"", "Third"));
      all.add(agent("third", "\"Third\"", "Third"));
      all.add(agent("third", "\"Fourth\"", "Third") + agent("fourth", "\"Third\"", "Fourth"));
      all.add(
          invariant(
              "every fact under %s carries an integer \"%s\" of %d to %d"
                  .formatted(key(0), fields.get(1), most + 1, most + 9)));
      all.addAll(together());
      all.addAll(early());
      all.add(
          invariant("every fact under " + key(0) + " carries a string \"" + fields.get(3) + "\""));
      all.add(
          invariant("every fact under " + key(0) + " carries a string \"" + fields.get(1) + "\""));
      return all;
    }

    /// Facts that there never are.
    private List<String> unmet() {
      List<String> others = new ArrayList<>(CHOICES);
      others.removeAll(choices);
      return List.of(
          key(0) + " whose \"" + fields.get(3) + "\" is \"" + choices.getFirst() + "\"",
          key(0) + " whose \"" + fields.get(0) + "\" is \"" + others.getFirst() + "\"",
          key(0) + " whose \"" + fields.get(0) + "\" is " + least,
          key(0) + " whose \"" + fields.get(1) + "\" is " + (most + 1 + random.nextInt(50)),
          key(0) + " whose \"" + fields.get(1) + "\" is " + (least - 1),
          key(0) + " whose \"" + fields.get(1) + "\" is " + least + ".5",
          key(0) + " whose \"" + fields.get(2) + "\" is \"true\"");
    }

    private String key(int index) {
      return "\"" + keys.get(index) + "\"";
    }
  }

  private static final String FINDER =
      """

        @agent @llm @id:finder
        Scenario: Further
          Given facts under "Seeds"
          When the agent is asked
            \"""
            Search.
            \"""
          Then it proposes 1 fact under "Found" with ids starting "finder:"
      """;

  private static String satisfies(String formula) {
    return "\n    And it satisfies \"" + formula + "\"";
  }

  /// @param cites what each fact has to cite
  private static String agent(String id, String reads, String writes, String cites) {
    return agent(id, reads, writes)
        + "    And each fact cites at least 1 fact under "
        + cites
        + "\n";
  }

  private static String agent(String id, String reads, String writes) {
    return """

      @agent @llm @id:%s
      Scenario: Further
        Given facts under %s
        When the agent is asked
          \"""
          Look further.
          \"""
        Then it proposes 1 fact under "%s" with ids starting "%s:"
    """
        .formatted(id, reads, writes, id);
  }

  private static String gate(String facts) {
    return """

      @approval @id:look
      Scenario: Look
        When a fact is proposed under %s
        Then a "lead" must approve it
    """
        .formatted(facts);
  }

  private static String invariant(String sentence) {
    return """

      @invariant @acceptance @id:it
      Scenario: It
        Then %s
    """
        .formatted(sentence);
  }

  private static List<TemplateProblem> problems(String spec) {
    StringBuilder further = new StringBuilder();
    for (String id : List.of("third", "fourth", "finder")) {
      if (spec.contains("@id:" + id)) {
        String preset = id.equals("finder") ? "deep_research" : "analysis";
        further.append("  - { id: %s, requirements: %s }\n".formatted(id, preset));
      }
    }
    return CHECKED.check(
        TemplateSource.of(
            "made",
            spec,
            """
            name: made
            version: 1.0.0
            spec: made.feature
            agents:
              - { id: first, requirements: analysis }
              - { id: second, requirements: analysis }
            """
                + further));
  }

  @Test
  void oneDeadConditionIsRefusedInEveryTemplateAndALivingOneInNone() {
    long seed = Long.getLong("converge.seed", new Random().nextLong());
    Random random = new Random(seed);
    TreeSet<String> wrong = new TreeSet<>();
    int refused = 0;
    for (int i = 0; i < TEMPLATES; i++) {
      Made made = new Made(random);
      String spec = made.spec();
      assertEquals(List.of(), problems(spec), () -> "seed " + seed + "\n" + spec);
      for (String alive : made.alive()) {
        assertEquals(List.of(), problems(spec + alive), () -> "seed " + seed + "\n" + spec + alive);
      }
      for (String dead : made.dead()) {
        List<TemplateProblem> found = problems(spec + dead);
        boolean there = found.size() == 1 && found.getFirst().line() > spec.lines().count();
        if (there) {
          refused++;
        } else {
          wrong.add(dead + found);
        }
      }
    }
    assertTrue(wrong.isEmpty(), () -> "seed " + seed + ": " + wrong.first());
    assertEquals(TEMPLATES * new Made(random).dead().size(), refused);
  }
}
