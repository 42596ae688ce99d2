package dev.converge.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Budget;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Gate;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Faults that generated programs found, each in its smallest form.
class FoundTest {
  private static Invariant semantic(Condition condition) {
    return new Invariant("inv", Invariant.Kind.SEMANTIC, "name", condition, "", false);
  }

  @Test
  void aSemanticInvariantIsCheckedThoughNoFactIsEverAdded() {
    Invariant needed = semantic(new Condition.Count("A", 1, Integer.MAX_VALUE));
    AgentSpec silent = Play.agent("silent", Keys.SEEDS, "A");
    Play play = new Play(Play.program(List.of(silent), List.of(needed), List.of())).start("s");
    play.answer("silent");
    assertEquals(Optional.of(HaltReason.INVARIANT), play.state.reason());

    AgentSpec never = Play.agent("never", "B", "A");
    Play idle = new Play(Play.program(List.of(never), List.of(needed), List.of())).start("s");
    assertEquals(Optional.of(HaltReason.INVARIANT), idle.state.reason());
  }

  @Test
  void aSemanticInvariantThatSeedsBreakWakesWhoRemediesIt() {
    Invariant needed = semantic(new Condition.Count("A", 1, Integer.MAX_VALUE));
    AgentSpec remedy =
        Play.agent(
            "remedy",
            AgentSpec.Kind.RULE,
            new AgentSpec.Eligibility(List.of(), List.of(), List.of("inv")),
            "A",
            1);
    Play play = new Play(Play.program(List.of(remedy), List.of(needed), List.of())).start("s");
    play.answer("remedy", Play.says("A", "there"));
    assertEquals(Status.CONVERGED, play.state.status());
  }

  @Test
  void aDecisionNeverTakesAnIdThatIsTaken() {
    Gate gate =
        new Gate(
            "g", "A", "", 2, null, "owner", null, Decision.REJECTED, false, 1, false, 0, List.of());
    AgentSpec agent = Play.agent("decision", Keys.SEEDS, "A");
    Play play =
        new Play(Play.program(List.of(agent), List.of(), List.of(gate))).start("decision:1", "s");
    play.answer("decision", Play.says("A", "x"), Play.says("A", "y"));
    for (String id : List.of("prop:1:decision:2", "prop:1:decision:1")) {
      play.take(new Input.Decided(id, Decision.APPROVED, "ann", false, null, play.now));
    }
    List<String> ids = play.state.context().facts().stream().map(Fact::id).toList();
    assertEquals(
        List.of("decision:1", "s", "decision:3", "decision:4", "decision:2", "decision:5"), ids);
    assertEquals(Status.CONVERGED, play.state.status());
  }

  /// Two model-backed agents that both must be asked again, with tokens for one of them only: who
  /// fails first must not decide.
  @Test
  void whoIsAskedAgainUnderATightBudgetDoesNotDependOnWhoFailedFirst() {
    for (boolean swapped : new boolean[] {false, true}) {
      Play play = new Play(twoModels(new Budget(9, 9, Duration.ofHours(1), 250, 0))).start("s");
      play.take(play.quotes(100, "a", "b"));
      play.fail(swapped ? "b" : "a", FailureKind.MALFORMED, Play.call(60, 0));
      assertEquals(Status.RUNNING, play.state.status());
      play.fail(swapped ? "a" : "b", FailureKind.MALFORMED, Play.call(60, 0));
      assertTrue(play.asked("a").isPresent(), "a is asked again first");
      assertTrue(play.asked("b").isEmpty(), "b waits until there is room");
      play.answer("a", List.of(Play.call(10, 0)), Play.says("A", "x"));
      assertTrue(play.asked("b").isPresent(), "there is room now");
      play.answer("b", List.of(Play.call(10, 0)), Play.says("B", "y"));
      assertEquals(Status.CONVERGED, play.state.status());
      assertEquals(140, play.state.spent().tokens());
    }
  }

  @Test
  void aRetryThatNoBudgetIsLeftForHaltsOnceNobodyIsAtWork() {
    Play play = new Play(twoModels(new Budget(9, 9, Duration.ofHours(1), 200, 0))).start("s");
    play.take(play.quotes(100, "a", "b"));
    play.fail("a", FailureKind.UNAVAILABLE, Play.call(100, 0));
    assertEquals(Status.RUNNING, play.state.status());
    assertTrue(wake(play).isAfter(play.now.plus(Duration.ofMinutes(59))), "nothing to wake for");
    play.answer("b", List.of(Play.call(100, 0)), Play.says("B", "y"));
    play.now = wake(play);
    play.take(new Input.TimeReached(play.now));
    assertEquals(Optional.of(HaltReason.BUDGET), play.state.reason());
    assertEquals(200, play.state.spent().tokens());
  }

  private static java.time.Instant wake(Play play) {
    return Core.outstanding(play.program, play.state).stream()
        .filter(Request.WakeAt.class::isInstance)
        .map(r -> ((Request.WakeAt) r).at())
        .findFirst()
        .orElseThrow();
  }

  private static Program twoModels(Budget budget) {
    AgentSpec.Eligibility when = AgentSpec.Eligibility.all(Keys.SEEDS);
    return Play.program(
        List.of(
            Play.agent("a", AgentSpec.Kind.LLM, when, "A", 3),
            Play.agent("b", AgentSpec.Kind.LLM, when, "B", 3)),
        List.of(),
        List.of(),
        budget);
  }

  @Test
  void aConflictUnderAKeyThatMustHaveNoneHaltsAfterAnApprovalToo() {
    AgentSpec.Output output =
        new AgentSpec.Output("A", "x:", 0, 9, "", List.of(), List.of(), 0, 0, true);
    AgentSpec agent =
        new AgentSpec(
            "a",
            AgentSpec.Kind.RULE,
            AgentSpec.Eligibility.all(Keys.SEEDS),
            List.of(output),
            "",
            false,
            false,
            1,
            AgentSpec.DEFAULT_DEADLINE,
            AgentSpec.DEFAULT_GIVE_UP_AFTER,
            Json.Obj.EMPTY);
    Gate gate =
        new Gate(
            "g",
            "A",
            "",
            0.5,
            null,
            "owner",
            null,
            Decision.REJECTED,
            false,
            1,
            false,
            0,
            List.of());
    Play play = new Play(Play.program(List.of(agent), List.of(), List.of(gate))).start("s");
    Proposal doubted =
        new Proposal("A", "x:1", "one", null, 0.1, List.of(), List.of(), Provenance.rule("1"));
    Proposal certain =
        new Proposal("A", "x:1", "two", null, 1, List.of(), List.of(), Provenance.rule("1"));
    play.answer("a", doubted, certain);
    play.take(new Input.Decided("prop:1:a:1", Decision.APPROVED, "ann", false, null, play.now));
    assertEquals(Optional.of(HaltReason.CONFLICT), play.state.reason());
  }

  @Test
  void noAgentWritesWhereSeedsAndDecisionsStand() {
    for (String key : List.of(Keys.SEEDS, Keys.DECISIONS)) {
      List<AgentSpec> agents = List.of(Play.agent("a", "B", key));
      assertThrows(
          IllegalArgumentException.class, () -> Play.program(agents, List.of(), List.of()));
    }
  }

  @Test
  void aQuoteThatIsMissingMeansThatThereIsNoModel() {
    Play play = new Play(twoModels(Budget.DEFAULT)).start("s");
    play.take(new Input.Quoted(1, new TreeMap<>(), new TreeMap<>(), play.now));
    assertEquals(2, play.all(Body.AgentFailed.class).size());
    assertEquals(Optional.of(HaltReason.AGENT), play.state.reason());
  }
}
