package dev.converge.domain.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Fact;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Status;
import dev.converge.domain.template.Template;
import dev.converge.domain.template.TemplateSource;
import dev.converge.domain.template.Templates;
import dev.converge.engine.agent.AgentCall;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RuleAgentsTest {
  /// Found by the service loader.
  public static final class Shout implements RuleAgent {
    @Override
    public String id() {
      return "shout";
    }

    @Override
    public String version() {
      return "7";
    }

    @Override
    public List<Proposal> run(AgentCall call) {
      return call.facts("Seeds").stream()
          .map(seed ->
              Proposal.of(
                  "Shouts",
                  seed.content().toUpperCase(java.util.Locale.ROOT),
                  List.of(seed.id()),
                  Provenance.rule(version())))
          .toList();
    }
  }

  private static final String SPEC =
      """
      Feature: Shouting
        @agent @rule @id:shout
        Scenario: It is said aloud
          Given facts under "Seeds"
          When the agent runs
          Then it proposes 1 fact under "Shouts" for each fact under "Seeds" with ids starting "shout:"
      """;

  private static final String WIRING =
      """
      name: shouting
      version: 1.0.0
      spec: shouting.feature
      agents: [ { id: shout, requirements: deterministic } ]
      """;

  @Test
  void anAgentOfTheClassPathAnswersForItsId() {
    Template template = Small.compile(SPEC, WIRING);
    assertEquals(
        new TreeMap<>(Map.of("shout", "7")), RuleAgents.installed().versions(template.program()));
    CoreRun run =
        new CoreRun(template.program(), call -> List.of())
            .start(List.of(new Seed("a", "hello", null)));
    assertEquals(Status.CONVERGED, run.state().status());
    assertEquals("HELLO", run.state().context().facts("Shouts").getFirst().content());
  }

  @Test
  void withoutItTheTemplateDoesNotLoad() {
    Templates none = new Templates(RuleAgents.of(List.of()));
    assertEquals(
        "shouting.feature:3:3: no rule agent \"shout\" is installed (expected: one of [], or a"
            + " RuleAgent of that id on the class path)",
        none.check(TemplateSource.of("shouting", SPEC, WIRING)).getFirst().toString());
  }

  @Test
  void twoOfOneIdAreRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> RuleAgents.of(List.of(new Shout(), new Shout())));
    assertTrue(String.valueOf(e.getMessage()).startsWith("rule agent \"shout\": "));
    assertFalse(RuleAgents.of(List.of()).has("shout"));
  }

  private static List<Fact> rankings(Map<String, int[]> marks) {
    CoreRun run =
        new CoreRun(
                Templates.shipped().find("growth-strategy", "").orElseThrow(),
                call ->
                    GrowthScript.honest().apply(call).stream()
                        .map(p -> call.spec().id().equals("evaluation") ? marked(p, marks) : p)
                        .toList())
            .start(GrowthScript.SEEDS);
    return run.state().context().facts("Rankings");
  }

  private static Proposal marked(Proposal p, Map<String, int[]> marks) {
    int[] both = Objects.requireNonNull(marks.get(p.cites().getFirst()));
    return new Proposal(
        p.key(),
        null,
        p.content(),
        Json.object()
            .put("feasibility", both[0])
            .put("impact", both[1])
            .put("risk", "It may rain")
            .build(),
        0.5,
        p.cites(),
        List.of(),
        p.provenance());
  }

  @Test
  void equalScoresAreRankedByFeasibilityThenById() {
    List<Fact> ranked =
        rankings(
            Map.of(
                "strategy:1", new int[] {4, 6},
                "strategy:2", new int[] {6, 4},
                "strategy:3", new int[] {6, 4}));
    assertEquals(
        List.of("strategy:2", "strategy:3", "strategy:1"),
        ranked.stream().map(fact -> fact.cites().get(1)).toList());
    assertEquals(
        "{\"feasibility\":4,\"impact\":6,\"of\":3,\"rank\":3,\"score\":24,\"strategy\":\"strategy:1\"}",
        Objects.requireNonNull(ranked.getLast().data()).canonical());
    assertTrue(ranked.getFirst().content().endsWith("6 × 4 = 24. It may rain."));
  }

  @Test
  void aStrategyThatComesLaterIsRankedAmongAllAndChangesNoOther() {
    CoreRun run =
        new CoreRun(
                Templates.shipped().find("growth-strategy", "").orElseThrow(),
                GrowthScript.but(
                    "strategy", p -> p.content().endsWith("2") ? GrowthScript.sure(p, 0.2) : p))
            .start(GrowthScript.SEEDS);
    List<Fact> before = List.copyOf(run.state().context().facts("Rankings"));
    assertEquals(2, before.size());
    run.decide(dev.converge.core.decision.Decision.APPROVED);
    List<Fact> after = run.state().context().facts("Rankings");
    assertEquals(before, after.subList(0, 2));
    assertTrue(after.getLast().content().contains("/3: "), after.getLast().content());
  }
}
