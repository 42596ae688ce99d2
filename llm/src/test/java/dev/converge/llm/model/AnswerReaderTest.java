package dev.converge.llm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.Field;
import dev.converge.core.json.Json;
import dev.converge.llm.Flow;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class AnswerReaderTest {
  private static final Json.Obj CONTRACT = contract();

  private static final String GOOD =
      "{\"Evaluations\":[{\"content\":\"Works {well}\",\"cites\":[\"strategy:1\"],"
          + "\"confidence\":0.5,\"data\":{\"feasibility\":7,\"verdict\":\"pass\"}}]}";

  private static Json.Obj contract() {
    AgentSpec.Output output =
        Flow.each(
            "Evaluations",
            "eval:",
            "Strategies",
            List.of(
                Flow.integer("feasibility", 1, 10),
                new Field("verdict", Field.Type.STRING, true, 0, 20, List.of("pass", "fail"))));
    PromptFact strategy =
        new PromptFact(
            "strategy:1", "Strategies", "a", "Do it", Json.Obj.EMPTY, List.of(), List.of());
    return AnswerSchema.of(
        new PromptInput(
            "evaluation",
            "",
            "Judge",
            List.of(strategy),
            List.of(),
            List.of(),
            List.of(output),
            new TreeMap<>(),
            List.of(),
            0));
  }

  private static Optional<String> problem(String text) {
    return AnswerReader.read(text, CONTRACT).problem();
  }

  private static void refused(String text, String... parts) {
    String problem = problem(text).orElse("none");
    for (String part : parts) {
      assertTrue(problem.contains(part), () -> "\"" + part + "\" in: " + problem);
    }
  }

  // G01
  @Test
  void wrappingIsTakenOffOnce() {
    for (String text :
        List.of(
            GOOD,
            "```json\n" + GOOD + "\n```",
            "Here is {my} answer:\n" + GOOD,
            GOOD + "\nI hope {this} helps.",
            "\uFEFF" + GOOD,
            "\n\n  " + GOOD + "  ")) {
      AnswerReader.Read read = AnswerReader.read(text, CONTRACT);
      assertEquals(Optional.empty(), read.problem(), text);
      assertEquals(Json.parse(GOOD), read.answer());
    }
  }

  // G01
  @Test
  void twoObjectsAreAmbiguous() {
    refused(GOOD + "\n" + GOOD, "two objects");
    refused("{\"a\":1} or rather " + GOOD, "two objects");
    refused("no object at all", "no JSON object");
    refused("", "no JSON object");
  }

  // G02
  @Test
  void fencesInsideAStringAreText() {
    String fenced = GOOD.replace("Works {well}", "```mermaid\\ngraph {a}\\n```");
    assertEquals(Json.parse(fenced), AnswerReader.read(fenced, CONTRACT).answer());
    String both = "```json\n" + fenced + "\n```";
    assertEquals(Json.parse(fenced), AnswerReader.read(both, CONTRACT).answer());
  }

  // J19
  @Test
  void nothingIsTranslatedOrConverted() {
    refused(GOOD.replace("\"pass\"", "\"bestanden\""), "$.Evaluations[0].data.verdict", "\"pass\"");
    refused(GOOD.replace("\"pass\"", "\"पास\""), "$.Evaluations[0].data.verdict");
    refused(GOOD.replace("\"pass\"", "\"Pass\""), "$.Evaluations[0].data.verdict");
    refused(
        GOOD.replace("feasibility", "Machbarkeit"),
        "$.Evaluations[0].data.Machbarkeit",
        "feasibility");
    refused(GOOD.replace(":7", ":\"7\""), "$.Evaluations[0].data.feasibility", "an integer");
    refused(GOOD.replace(":7", ":\"１２\""), "$.Evaluations[0].data.feasibility", "an integer");
    refused(GOOD.replace(":7", ":7.5"), "an integer");
    refused(GOOD.replace(":7", ":11"), "1 to 10");
    refused(GOOD.replace("0.5", "0,5"), "at character");
    refused(GOOD.replace("0.5", "1.5"), "$.Evaluations[0].confidence", "0 to 1");
    refused(GOOD.replace("strategy:1", "strategy:9"), "$.Evaluations[0].cites[0]", "strategy:1");
    refused(GOOD.replace("\"Works {well}\"", "\"  \""), "$.Evaluations[0].content", "blank");
    refused("{\"Evaluations\":[]}", "$.Evaluations", "0 items");
    refused("{}", "$.Evaluations", "missing");
    refused("[" + GOOD + "]", "$", "an object");
  }

  // J20
  @Test
  void noMutantIsReadAsSomethingElse() {
    Random random = new Random(20);
    int accepted = 0;
    for (int i = 0; i < 10_000; i++) {
      String mutant = mutate(random, GOOD);
      AnswerReader.Read read = AnswerReader.read(mutant, CONTRACT);
      if (read.problem().isEmpty()) {
        accepted++;
        assertEquals(
            Optional.empty(), SchemaValidator.problem(CONTRACT, read.answer(), "$"), mutant);
        assertTrue(strictly(mutant).isPresent() || mutant.length() != GOOD.length(), mutant);
      } else {
        assertTrue(read.problem().get().startsWith("$"), read.problem().get());
      }
    }
    assertTrue(accepted > 0 && accepted < 6_000, "accepted: " + accepted);
  }

  private static Optional<Json> strictly(String text) {
    try {
      return Optional.of(Json.parse(text));
    } catch (RuntimeException _) {
      return Optional.empty();
    }
  }

  private static String mutate(Random random, String text) {
    int at = random.nextInt(text.length());
    String before = text.substring(0, at);
    String after = text.substring(at + 1);
    return switch (random.nextInt(3)) {
      case 0 -> before + after;
      case 1 -> before + text.charAt(at) + text.charAt(at) + after;
      default -> before + (char) (text.charAt(at) ^ (1 << random.nextInt(7))) + after;
    };
  }

  // J20
  @Test
  void aDroppedColonIsNamedWhereItIs() {
    String broken = GOOD.replace("\"cites\":", "\"cites\"");
    refused(broken, "expected ':'", "at character " + (broken.indexOf("\"cites\"") + 7));
    refused("Well: " + broken, "at character " + (6 + broken.indexOf("\"cites\"") + 7));
  }

  @Test
  void truncationAtEveryCharacterIsAProblem() {
    for (int i = 0; i < GOOD.length(); i++) {
      assertTrue(problem(GOOD.substring(0, i)).isPresent(), "cut at " + i);
    }
  }

  @Test
  void deepNestingIsAProblemNotACrash() {
    refused("[".repeat(100_000), "$");
    refused("{\"a\":".repeat(100_000), "$");
    refused("{ ".repeat(100_000), "$");
  }
}
