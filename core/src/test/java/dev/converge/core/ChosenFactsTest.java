package dev.converge.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Budget;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Gate;
import dev.converge.core.decision.Proviso;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Citation;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChosenFactsTest {
  private static final Program PROGRAM =
      Program.of(
          new Program.Definition(
              "claims",
              "1.0.0",
              "0",
              "",
              List.of(),
              List.of(
                  new AgentSpec(
                      "writer",
                      AgentSpec.Kind.RULE,
                      AgentSpec.Eligibility.all(Keys.SEEDS),
                      List.of(
                          AgentSpec.Output.of("Claims", "claim:", 0, 9),
                          AgentSpec.Output.of("Charts", "chart:", 0, 9)),
                      "",
                      false,
                      false,
                      1,
                      AgentSpec.DEFAULT_DEADLINE,
                      AgentSpec.DEFAULT_GIVE_UP_AFTER,
                      Json.Obj.EMPTY)),
              List.of(),
              List.of(),
              Budget.DEFAULT,
              Json.Obj.EMPTY));

  private static Fact fact(
      String key, String id, String kind, List<String> cites, List<Citation> citations) {
    return new Fact(
        id,
        "writer",
        1,
        new Proposal(
            key,
            id,
            "text of " + id,
            Json.object().put("kind", kind).build(),
            1,
            cites,
            citations,
            Provenance.rule("1")));
  }

  private static Context context(Fact... facts) {
    Context context = Context.empty(PROGRAM);
    for (Fact fact : facts) {
      context = context.with(fact);
    }
    return context;
  }

  private static final Condition INDEPENDENT_CHARTED =
      new Condition.Only(
          "Claims", "kind", Json.of("independent"), new Condition.CitedBy("Claims", "Charts"));

  @Test
  void onlyFactsOfThatValueAreLookedAt() {
    Fact independent = fact("Claims", "claim:1", "independent", List.of(), List.of());
    Fact dependent = fact("Claims", "claim:2", "dependent", List.of(), List.of());
    Fact chart = fact("Charts", "chart:1", "other", List.of("claim:1"), List.of());
    assertEquals(
        List.of("claim:1"),
        INDEPENDENT_CHARTED.check(context(independent, dependent)).orElseThrow().facts());
    assertTrue(INDEPENDENT_CHARTED.check(context(independent, dependent, chart)).isEmpty());
    assertTrue(INDEPENDENT_CHARTED.check(context(dependent)).isEmpty());
  }

  @Test
  void aFurtherFactOfAnotherValueBreaksNothing() {
    Condition one =
        new Condition.Only(
            "Claims", "kind", Json.of("independent"), new Condition.Count("Claims", 0, 1));
    Context before = context(fact("Claims", "claim:1", "independent", List.of(), List.of()));
    assertTrue(
        one.check(before, fact("Claims", "claim:2", "dependent", List.of(), List.of())).isEmpty());
    assertTrue(
        one.check(before, fact("Claims", "claim:2", "other", List.of(), List.of())).isEmpty());
    assertEquals(
        "2 facts under \"Claims\" (expected: at most 1)",
        one.check(before, fact("Claims", "claim:2", "independent", List.of(), List.of()))
            .orElseThrow()
            .message());
  }

  @Test
  void whatAFactCitesIsLookedAt() {
    Gate.FieldIs independent = new Gate.FieldIs("kind", Json.of("independent"));
    Condition some = new Condition.CitesSome("Charts", 1, 9, "Claims", independent);
    Condition none = new Condition.CitesSome("Charts", 0, 0, "Claims", independent);
    Context claims =
        context(
            fact("Claims", "claim:1", "independent", List.of(), List.of()),
            fact("Claims", "claim:2", "dependent", List.of(), List.of()));
    Fact of = fact("Charts", "chart:1", "other", List.of("claim:2", "claim:1"), List.of());
    Fact other = fact("Charts", "chart:2", "other", List.of("claim:2"), List.of());
    assertTrue(some.check(claims, of).isEmpty());
    assertTrue(none.check(claims, other).isEmpty());
    assertEquals(
        "chart:2 cites 0 facts under \"Claims\" whose \"kind\" is \"independent\" (expected: at"
            + " least 1)",
        some.check(claims, other).orElseThrow().message());
    assertEquals(
        "chart:1 cites claim:1 under \"Claims\" whose \"kind\" is \"independent\" (expected: none)",
        none.check(claims, of).orElseThrow().message());
    Gate gate =
        new Gate(
            "look",
            "Charts",
            "",
            2,
            null,
            "owner",
            null,
            Decision.REJECTED,
            false,
            1,
            false,
            0,
            List.of(new Proviso.Cites("Claims", independent)));
    assertTrue(gate.holds(of, claims));
    assertFalse(gate.holds(other, claims));
  }

  @Test
  void aFactWithoutSourcesIsNamed() {
    Condition sourced = new Condition.Sources("Claims", 1);
    Fact with =
        fact(
            "Claims",
            "claim:1",
            "other",
            List.of(),
            List.of(new Citation("https://example.org", null, null)));
    Fact without = fact("Claims", "claim:2", "other", List.of(), List.of());
    assertTrue(sourced.check(context(with)).isEmpty());
    assertEquals(
        "claim:2 names 0 sources (expected: at least 1)",
        sourced.check(context(with), without).orElseThrow().message());
  }

  /// Contexts of a line share what was looked up in them, so every one is compared with one that
  /// shares nothing.
  @Test
  void lookingAtAFurtherFactFindsWhatAddingItWouldHaveFound() {
    List<Condition> conditions =
        List.of(
            new Condition.AllDifferent("Claims"),
            new Condition.Only(
                "Claims", "kind", Json.of("independent"), new Condition.AllDifferent("Claims")),
            INDEPENDENT_CHARTED,
            new Condition.CitedBy("Claims", "Charts"),
            new Condition.Exists("", "chart:7"),
            new Condition.IfThen(
                new Condition.Exists("Charts", "chart:"), new Condition.Count("Claims", 0, 20)));
    long seed = 20_261_129;
    java.util.Random random = new java.util.Random(seed);
    Context context = Context.empty(PROGRAM);
    List<Context> line = new java.util.ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Fact next = any(random, i);
      line.add(context);
      for (Context at : List.of(context, line.get(random.nextInt(line.size())))) {
        Context alone = context(at.facts().toArray(Fact[]::new));
        for (Condition condition : conditions) {
          String where = condition + ", seed " + seed + ", fact " + i;
          assertEquals(condition.check(alone), condition.check(at), where);
          assertEquals(condition.check(alone.with(next)), condition.check(at.trial(next)), where);
          assertEquals(
              condition.check(context(at.facts().toArray(Fact[]::new)), next),
              condition.check(at, next),
              where);
        }
      }
      assertEquals(context.with(next), context.trial(next));
      context = context.with(next);
    }
    assertEquals(60, context.size());
  }

  private static Fact any(java.util.Random random, int i) {
    boolean chart = random.nextInt(3) == 0;
    String id = (chart ? "chart:" : "claim:") + i;
    return new Fact(
        id,
        "writer",
        1,
        new Proposal(
            chart ? "Charts" : "Claims",
            id,
            (random.nextBoolean() ? "Text  " : "text ") + random.nextInt(300),
            Json.object().put("kind", random.nextBoolean() ? "independent" : "other").build(),
            1,
            List.of("claim:" + random.nextInt(i + 1)),
            List.of(),
            Provenance.rule("1")));
  }
}
