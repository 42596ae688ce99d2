package dev.converge.domain.formula;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.agent.Field;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Judged;
import dev.converge.core.proposal.Surroundings;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FieldRangesTest {
  private static final List<Field> FIELDS =
      List.of(
          new Field("a", Field.Type.INTEGER, true, 0, 3, List.of()),
          new Field("b", Field.Type.INTEGER, true, 0, 3, List.of()),
          new Field("w", Field.Type.STRING, true, 0, 9, List.of("p", "q", "r")),
          Field.of("o", Field.Type.BOOLEAN));

  private static boolean empty(String... formulas) {
    FieldRanges ranges = FieldRanges.of(FIELDS);
    for (String formula : formulas) {
      ranges = ranges.satisfying(formula);
    }
    return ranges.empty();
  }

  @Test
  void comparisonsOfOneFieldAreHeldAgainstEachOther() {
    assertTrue(empty("a > 2", "a < 3"));
    assertTrue(empty("a > 1 && a < 2"));
    assertTrue(empty("w != 'p'", "w != 'q'", "'r' != w"));
    assertTrue(empty("w in ['p', 'q']", "!(w in ['q', 'p'])"));
    assertTrue(empty("o == false", "fact.o"));
    assertTrue(empty("a == 1 || a == 2", "a >= 3 || a < 1"));
    assertTrue(empty("!(a > 1 || b > 1)", "a + b > 9 && b == 2"));
    assertFalse(empty("a > 2", "a <= 3"));
    assertFalse(empty("a == 1 || a == 2", "a >= 2"));
    assertTrue(FieldRanges.of(FIELDS).with("a", Json.of(1)).satisfying("a != 1").empty());
    assertTrue(FieldRanges.of(FIELDS).below("x", 2).atLeast("x", 2).empty());
    assertFalse(FieldRanges.of(FIELDS).below("x", 2).atLeast("x", 1.5).empty());
  }

  @Test
  void whatIsNotFollowedLeavesEverything() {
    assertFalse(empty("a < b", "b < a"));
    assertFalse(empty("a * 2 > 30"));
    assertFalse(empty("size(facts('Answers')) > 3 && has(fact.o)", "!has(fact.o)"));
    assertFalse(empty("this is no formula", "a > 1"));
    assertFalse(empty("x > 1e999", "x < 1"));
    String many = "(a == 0 || a == 1 || a == 2 || a == 3)";
    assertTrue(empty(many + " && " + many + " && " + many + " && " + many, "a == 7"));
  }

  @Test
  void aFieldThatMayBeMissingMayHaveContractsThatExcludeEachOther() {
    Field low = new Field("n", Field.Type.NUMBER, false, 0, 1, List.of());
    Field high = new Field("n", Field.Type.NUMBER, false, 2, 3, List.of());
    assertFalse(FieldRanges.of(List.of(low)).carrying(high).empty());
    assertTrue(FieldRanges.of(List.of(low)).carrying(high).satisfying("n >= 0").empty());
  }

  /// Formulas made at random: where a fact meets all of them, the ranges are not empty, and where
  /// only whole numbers and words are compared, they are empty where none does.
  @Test
  void theyAreEmptyJustWhereNoFactMeetsAll() throws Exception {
    long seed = Long.getLong("converge.seed", new Random().nextLong());
    Random random = new Random(seed);
    int dead = 0;
    for (int i = 0; i < 150; i++) {
      String one = formula(random, 2);
      String other = formula(random, 2);
      boolean met = met(one, other);
      dead += met ? 0 : 1;
      String said = "seed " + seed + ": " + one + "  AND  " + other;
      assertEquals(!met, empty(one, other), said);
    }
    assertTrue(dead > 10, "seed " + seed + ": " + dead);
  }

  private static boolean met(String one, String other) throws Exception {
    CompiledFormula both = Formulas.compile("(" + one + ") && (" + other + ")", FormulaSetting.ANY);
    for (int i = 0; i < 4 * 4 * 3 * 2; i++) {
      TreeMap<String, Json> data = new TreeMap<>();
      data.put("a", Json.of(i % 4));
      data.put("b", Json.of(i / 4 % 4));
      data.put("w", Json.of(List.of("p", "q", "r").get(i / 16 % 3)));
      data.put("o", Json.of(i / 48 == 1));
      if (both.value(scope(Json.object(data))).equals(Json.of(true))) {
        return true;
      }
    }
    return false;
  }

  private static FormulaScope scope(Json.Obj data) {
    return FormulaScope.of(new FormulasTest.Known("it:1", "It", data, List.of()), NOTHING);
  }

  private static final Surroundings NOTHING =
      new Surroundings() {
        @Override
        public Optional<Judged> fact(String id) {
          return Optional.empty();
        }

        @Override
        public List<Judged> facts(String key) {
          return List.of();
        }
      };

  private static String formula(Random random, int depth) {
    if (depth == 0 || random.nextInt(4) == 0) {
      String number = List.of("a", "b").get(random.nextInt(2));
      String operator = List.of("<", "<=", ">", ">=", "==", "!=").get(random.nextInt(6));
      return switch (random.nextInt(5)) {
        case 0 -> random.nextBoolean() ? "o" : "!o";
        case 1 -> "w " + (random.nextBoolean() ? "==" : "!=") + " 'q'";
        case 2 -> "w in ['p', 'r']";
        case 3 -> random.nextInt(4) + " " + operator + " " + number;
        default -> number + " " + operator + " " + random.nextInt(4);
      };
    }
    String left = formula(random, depth - 1);
    String right = formula(random, depth - 1);
    return switch (random.nextInt(4)) {
      case 0 -> "!(" + left + ")";
      case 1 -> "(" + left + " || " + right + ")";
      default -> "(" + left + " && " + right + ")";
    };
  }
}
