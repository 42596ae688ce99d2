package dev.converge.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.AgentSpec;
import dev.converge.core.Body;
import dev.converge.core.Decision;
import dev.converge.core.Fact;
import dev.converge.core.HaltReason;
import dev.converge.core.Invariant;
import dev.converge.core.Program;
import dev.converge.core.Proposal;
import dev.converge.core.Status;
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
    assertEquals(
        "Rank 1 of 3: Strategies 3. Score 36 of 100 (feasibility × impact: 6 × 6). Why: Evaluations on"
            + " strategy:3. Main risk: text.",
        rankings.getFirst().content());
    assertEquals(List.of("eval:3", "strategy:3"), rankings.getFirst().cites());
    assertTrue(run.state().tiers().contains("early"));
    assertTrue(
        run.events().stream().noneMatch(event -> event.body() instanceof Body.InvariantViolated));
  }

  @Test
  void aPromiseThatNobodyCanKeepIsRefused() {
    CoreRun run =
        but(
            "strategy",
            p -> p.content().endsWith("1") ? GrowthScript.saying(p, "A Guaranteed win") : p);
    assertEquals(2, run.state().context().facts("Strategies").size());
    assertEquals(List.of("brand_safety"), refusals(run));
    assertEquals(Status.CONVERGED, run.state().status());
  }

  @Test
  void aSignalToldTwiceIsRefused() {
    // As two agents would say it: what one agent repeats is nothing new to begin with.
    CoreRun run =
        but(
            "market_signal",
            p -> GrowthScript.saying(p, p.content().endsWith("1") ? "Same  thing" : "same thing"));
    assertEquals(1, run.state().context().facts("Signals").size());
    assertEquals(List.of("signals_differ"), refusals(run));
  }

  @Test
  void aStrategyOutOfThinAirBlocksConvergence() {
    CoreRun run =
        new CoreRun(PROGRAM, GrowthScript.but("strategy", p -> GrowthScript.sure(p, 0.3)));
    run.start(GrowthScript.SEEDS).observe("Strategies", "Buy a competitor");
    for (int i = 0; i < 3; i++) {
      run.decide(Decision.APPROVED);
    }
    assertViolated(run, "strategies_rest_on_signals", Invariant.Kind.SEMANTIC);
  }

  @Test
  void aMarkOffTheScaleBlocksConvergence() {
    CoreRun run =
        new CoreRun(PROGRAM, GrowthScript.but("strategy", p -> GrowthScript.sure(p, 0.3)));
    run.start(GrowthScript.SEEDS).observe("Evaluations", "Splendid");
    for (int i = 0; i < 3; i++) {
      run.decide(Decision.APPROVED);
    }
    assertViolated(run, "marks_within_scale", Invariant.Kind.SEMANTIC);
  }

  @Test
  void oneStrategyIsNoChoice() {
    CoreRun run =
        but(
            "strategy",
            p ->
                p.content().endsWith("1")
                    ? p
                    : GrowthScript.saying(p, p.content() + " is risk-free"));
    assertEquals(1, run.state().context().facts("Strategies").size());
    assertViolated(run, "two_distinct_strategies", Invariant.Kind.ACCEPTANCE);
    assertViolated(run, "first_strategies", Invariant.Kind.ACCEPTANCE);
  }

  /// The contracts of the agents keep these from being broken as it is; a looser contract shows
  /// that the invariants hold by themselves.
  private static CoreRun loose(String strict, String agent) {
    Template shipped = Templates.shipped().template("growth-strategy", "").orElseThrow();
    assertTrue(shipped.spec().contains(strict), strict);
    String spec =
        shipped.spec().replace(strict, strict.replace("proposes 1", "proposes at most 1"));
    Program program =
        new Templates(RuleAgents.installed())
            .install(
                TemplateSource.of(
                    "growth-strategy",
                    spec.replace("proposes at most 1 to 2", "proposes at most 2"),
                    shipped.wiring()))
            .program();
    return new CoreRun(program, GrowthScript.silent(agent)).start(GrowthScript.SEEDS);
  }

  @Test
  void aStrategyThatNobodyJudgedIsNoAnswer() {
    CoreRun run = loose("proposes 1 fact under \"Evaluations\"", "evaluation");
    assertViolated(run, "every_strategy_judged", Invariant.Kind.ACCEPTANCE);
  }

  @Test
  void aStrategyWithoutRisksIsNoAnswer() {
    CoreRun run = loose("proposes 1 to 2 facts under \"Constraints\"", "risk_assessment");
    assertViolated(run, "every_strategy_has_risks", Invariant.Kind.ACCEPTANCE);
  }

  @Test
  void anEvaluationLeftOutOfTheRankingIsNoAnswer() {
    Program unranked =
        Program.of(
            new Program.Definition(
                PROGRAM.name(),
                PROGRAM.version(),
                PROGRAM.hash(),
                PROGRAM.definition().objective(),
                PROGRAM.definition().seeds(),
                PROGRAM.agents().stream().filter(a -> !a.id().equals("ranking")).toList(),
                PROGRAM.definition().invariants(),
                PROGRAM.definition().gates(),
                PROGRAM.definition().budget(),
                PROGRAM.definition().policy()));
    CoreRun run = new CoreRun(unranked, GrowthScript.honest()).start(GrowthScript.SEEDS);
    assertViolated(run, "every_evaluation_ranked", Invariant.Kind.ACCEPTANCE);
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

  private static List<String> refusals(CoreRun run) {
    return run.events().stream()
        .map(event -> event.body())
        .filter(Body.ProposalRejected.class::isInstance)
        .map(Body.ProposalRejected.class::cast)
        .map(rejected -> String.valueOf(rejected.invariant()))
        .toList();
  }

  private static void assertViolated(CoreRun run, String id, Invariant.Kind kind) {
    assertEquals(Status.HALTED, run.state().status());
    assertEquals(HaltReason.INVARIANT, run.state().reason().orElseThrow());
    assertTrue(run.state().detail().orElse("").contains(id), run.state().detail().orElse(""));
    assertTrue(
        run.events().stream()
            .anyMatch(event ->
                event.body() instanceof Body.InvariantViolated v
                    && v.id().equals(id)
                    && v.kind() == kind));
  }
}
