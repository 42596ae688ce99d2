package dev.converge.domain.formula;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.agent.Field;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Formula;
import dev.converge.core.proposal.Judged;
import dev.converge.core.proposal.Surroundings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FormulasTest {
  record Known(String id, String key, Json.@Nullable Obj data, List<String> cites)
      implements Judged {
    @Override
    public String content() {
      return "text of " + id;
    }

    @Override
    public double confidence() {
      return 0.7;
    }
  }

  private static final Known URGENT =
      new Known("triage:1", "Triage", Json.object().put("priority", "urgent").build(), List.of());

  private static final Known FACT =
      new Known(
          "loan:1",
          "Loans",
          Json.object()
              .put("amount", 10_000)
              .put("grade", "B")
              .put("born", "1988-02-29")
              .put("tags", List.of("a", "b"))
              .put(
                  "items",
                  Json.array(
                      List.of(
                          Json.object().put("n", 3).build(), Json.object().put("n", 5).build())))
              .put("nothing", Json.Null.NULL)
              .build(),
          List.of("triage:1"));

  private static final Surroundings AROUND =
      new Surroundings() {
        @Override
        public Optional<Judged> fact(String id) {
          return Optional.<Judged>of(URGENT).filter(fact -> fact.id().equals(id));
        }

        @Override
        public List<Judged> facts(String key) {
          return key.equals("Triage") ? List.of(URGENT) : List.of();
        }
      };

  private static final LookupTable RATES =
      new LookupTable(
          List.of("grade", "rate"),
          List.of(List.of(Json.of("A"), Json.of(0.03)), List.of(Json.of("B"), Json.of(0.05))));

  private static final FormulaSetting SETTING =
      new FormulaSetting(
          true,
          List.of(
              Field.of("amount", Field.Type.NUMBER),
              new Field("grade", Field.Type.STRING, true, 0, 9, List.of("A", "B")),
              Field.of("born", Field.Type.STRING),
              Field.of("tags", Field.Type.LIST)),
          true,
          List.of("monthly"),
          new TreeSet<>(List.of("Loans", "Triage")),
          Map.of("rates", RATES));

  private static String value(String text, FormulaSetting setting) {
    try {
      FormulaScope scope =
          new FormulaScope(FACT, AROUND, Map.of("monthly", Json.of(250)), Map.of("rates", RATES));
      return Formulas.compile(text, setting).value(scope).canonical();
    } catch (FormulaException e) {
      return e.what();
    }
  }

  private static String value(String text) {
    return value(text, FormulaSetting.ANY);
  }

  @Test
  void numbersAreDoublesAlsoWhereTheyAreWrittenWhole() {
    assertEquals("2500", value("amount / 4"));
    assertEquals("1", value("size(tags) / 2"));
    assertEquals("0.5", value("1 / 2"));
    assertEquals("5", value("fact.items[size(fact.items) - 1].n"));
    assertEquals("6", value("items[0].n + items.map(i, i.n)[0]"));
    assertEquals("3333.33", value("round(amount / 3, 2)"));
    assertEquals("3333", value("round(amount / 3)"));
    assertEquals("0.35", value("round(0.345, 2)"));
    assertEquals("8", value("sum(items.map(i, i.n))"));
    assertEquals("4", value("average(items.map(i, i.n))"));
    assertEquals("[3,5]", value("[least(items.map(i, i.n)), largest(items.map(i, i.n))]"));
  }

  @Test
  void factsCitationsTablesDatesAndTextsAreAtHand() {
    assertEquals("true", value("cited(\"Triage\").exists(t, t.priority == 'urgent')"));
    assertEquals("1", value("size(facts(\"Triage\"))"));
    assertEquals("0.05", value("lookup(\"rates\", \"grade\", grade).rate", SETTING));
    assertEquals("2", value("size(table(\"rates\"))", SETTING));
    assertEquals("\"at 250\"", value("\"at \" + text(monthly)", SETTING));
    assertEquals("37", value("years(born, \"2026-02-27\")"));
    assertEquals("31", value("days(\"2026-01-01\", \"2026-02-01\")"));
    assertEquals("true", value("fact.id.startsWith('loan:') && fact.confidence > 0.5"));
    assertEquals("false", value("has(fact.nothing) || has(fact.nowhere)"));
  }

  @Test
  void whatIsWrongIsSaidBeforeAnythingRuns() {
    assertEquals("the formula ends too soon at character 9", value("amount >"));
    assertEquals(
        "no field \"ammount\" (expected: one of [amount, born, cites, confidence, grade, id, key,"
            + " tags, text, monthly]); did you mean \"amount\"?",
        value("ammount > 3", SETTING));
    assertTrue(value("amount > 'x'", SETTING).startsWith("> does not work on (number, text)"));
    assertTrue(value("grade == 'C'", SETTING).startsWith("grade is never \"C\""));
    assertTrue(value("facts('Loan')", SETTING).contains("did you mean \"Loans\"?"));
    assertTrue(value("lookup('rates', 'grades', grade)", SETTING).contains("has no column"));
    assertTrue(value("table('rate')", SETTING).contains("did you mean \"rates\"?"));
    assertTrue(value("fatcs(\"Loans\")").startsWith("no function or name \"fatcs\""));
    assertTrue(value("it.weekly", SETTING).startsWith("it.weekly is not computed"));
    assertTrue(value("").contains("is empty"));
    assertTrue(value("1+".repeat(600) + "1").contains("characters (expected: at most 1000)"));
    assertTrue(value("(".repeat(60) + "1" + ")".repeat(60)).length() > 3);
  }

  @Test
  void whatHasNoValueIsSaidWhenItIsCalculated() {
    assertEquals("field \"nothing\" is missing", value("nothing > 3"));
    assertEquals("gives no number: it divides by 0, or the number is too large", value("1 / 0"));
    assertEquals(
        "no row of the table has B in \"rate\"", value("lookup('rates','rate',grade)", SETTING));
    assertEquals("first() of an empty list", value("first(facts('Nobody'))"));
    assertEquals(
        "\"soon\" is not a date (expected: such as 2026-01-31)", value("days(\"soon\", born)"));
  }

  @Test
  void aFormulaEnds() {
    String list = "[" + "1,".repeat(150) + "1]";
    String nested = list + ".all(a, " + list + ".all(b, [1,2,3,4,5].all(c, c > 0)))";
    assertTrue(nested.length() < Formulas.MAX_CHARACTERS, nested);
    assertTrue(value(nested).contains("too many steps"), value(nested));
  }

  @Test
  void aFormulaThatHasNoVerdictIsBrokenAndSaysWhy() throws FormulaException {
    Formula formula = FactFormula.of("amount < 5");
    assertEquals(new Formula.Verdict(false, ""), formula.judge(FACT, AROUND));
    assertEquals(
        new Formula.Verdict(false, "field \"amount\" is missing"), formula.judge(URGENT, AROUND));
    assertEquals(
        new Formula.Verdict(false, "it gives neither true nor false"),
        FactFormula.of("amount").judge(FACT, AROUND));
    assertEquals(formula, FactFormula.of("amount < 5"));
    assertThrows(FormulaException.class, () -> FactFormula.of("amount <"));
  }
}
