package dev.converge.domain.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Fact;
import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.decision.Decision;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.status.Status;
import dev.converge.domain.template.Templates;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class GrowthStrategyTest {
  private static final Program PROGRAM =
      Templates.shipped().find("growth-strategy", "").orElseThrow();

  private static CoreRun run(GrowthScript script) {
    return new CoreRun(PROGRAM, script).start(GrowthScript.SEEDS);
  }

  private static CoreRun but(String agent, UnaryOperator<Proposal> change) {
    return run(GrowthScript.but(agent, change));
  }

  @Test
  void sevenAgentsRunOneOfThemWithoutAModel() {
    assertEquals(
        List.of(
            "competitor",
            "evaluation",
            "market_signal",
            "ranking",
            "risk_assessment",
            "strategic_insight",
            "strategy"),
        PROGRAM.agents().stream().map(AgentSpec::id).toList());
    assertEquals(
        List.of("ranking"),
        PROGRAM.agents().stream()
            .filter(agent -> agent.kind() == AgentSpec.Kind.RULE)
            .map(AgentSpec::id)
            .toList());
  }

  @Test
  void honestAnswersConvergeAndEveryStrategyIsJudgedAndRanked() {
    CoreRun run = run(GrowthScript.honest());
    assertEquals(Status.CONVERGED, run.state().status(), run.state().detail().orElse(""));
    assertEquals(5, run.state().cycle());
    assertEquals(3, run.state().context().facts("Strategies").size());
    List<Fact> rankings = run.state().context().facts("Rankings");
    assertEquals(
        List.of("ranking:1", "ranking:2", "ranking:3"), rankings.stream().map(Fact::id).toList());
    assertEquals("1/3: Strategies 3. 6 × 6 = 36. text.", rankings.getFirst().content());
    assertEquals(List.of("eval:3", "strategy:3"), rankings.getFirst().cites());
    assertTrue(run.state().tiers().contains("early"));
  }

  @Test
  void aPromiseThatNobodyCanKeepIsRefusedAndTheOthersStand() {
    CoreRun run =
        but(
            "strategy",
            p -> p.content().endsWith("1") ? GrowthScript.saying(p, "A Guaranteed win") : p);
    assertEquals(2, run.state().context().facts("Strategies").size());
    assertEquals(List.of("brand_safety"), Bites.refusals(run));
    assertEquals(Status.CONVERGED, run.state().status());
  }

  @Test
  void weakStrategiesWaitForAStrategist() {
    CoreRun run = but("strategy", p -> p.content().endsWith("1") ? GrowthScript.sure(p, 0.39) : p);
    assertEquals(Status.WAITING, run.state().status());
    assertEquals("strategist", run.state().pending().getFirst().role());
    assertEquals(2, run.state().context().facts("Rankings").size());
    run.decide(Decision.APPROVED);
    assertEquals(Status.CONVERGED, run.state().status(), run.state().detail().orElse(""));
    assertEquals(3, run.state().context().facts("Rankings").size());
  }

  @Test
  void aRejectedStrategyIsDroppedAndTheRunConverges() {
    CoreRun run =
        but("strategy", p -> p.content().endsWith("1") ? GrowthScript.sure(p, 0.1) : p)
            .decide(Decision.REJECTED);
    assertEquals(Status.CONVERGED, run.state().status(), run.state().detail().orElse(""));
    assertEquals(2, run.state().context().facts("Strategies").size());
  }
}
