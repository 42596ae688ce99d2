package dev.converge.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Outcome;
import dev.converge.core.status.Status;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Faults that others met, as far as the core alone can have them.
class CasesTest {
  private static Proposal says(String content, Json.Obj data) {
    return new Proposal("A", null, content, data, 1, List.of(), List.of(), Provenance.rule("1"));
  }

  private static AgentSpec.Eligibility any(String... keys) {
    return new AgentSpec.Eligibility(List.of(), List.of(keys), List.of());
  }

  // G08
  @Test
  void agentsInARingThatSayTheSameAgainConverge() {
    AgentSpec a = Play.agent("a", AgentSpec.Kind.RULE, any(Keys.SEEDS, "C"), "A", 1);
    AgentSpec b = Play.agent("b", "A", "B");
    AgentSpec c = Play.agent("c", "B", "C");
    Play play = new Play(Play.program(List.of(a, b, c), List.of(), List.of())).start("s");
    play.answer("a", Play.says("A", "round"));
    play.answer("b", Play.says("B", "and"));
    play.answer("c", Play.says("C", "round"));
    play.answer("a", Play.says("A", "round"));
    assertEquals(Status.CONVERGED, play.state.status());
    assertEquals(4, play.state.spent().cycles());
    assertEquals(4, play.state.context().size());
  }

  // G08
  @Test
  void whatDiffersOnlyInTheOrderOfKeysOrTheFormOfNumbersIsTheSame() {
    AgentSpec a = Play.agent("a", AgentSpec.Kind.RULE, any(Keys.SEEDS, "B"), "A", 1);
    AgentSpec b = Play.agent("b", "A", "B");
    Play play = new Play(Play.program(List.of(a, b), List.of(), List.of())).start("s");
    play.answer("a", says("x", (Json.Obj) Json.parse("{\"one\":1,\"two\":[2.50]}")));
    play.answer("b", Play.says("B", "go on"));
    play.answer("a", says("x", (Json.Obj) Json.parse("{\"two\":[25e-1],\"one\":1.0}")));
    assertEquals(Status.CONVERGED, play.state.status());
    assertEquals(
        Body.Rejection.NOTHING_NEW, play.all(Body.ProposalRejected.class).getLast().code());
  }

  // G08
  @Test
  void agentsThatKeepWakingEachOtherAreNamedBeforeTheBudgetEnds() {
    AgentSpec a = Play.agent("a", AgentSpec.Kind.RULE, any(Keys.SEEDS, "B"), "A", 1);
    AgentSpec b = Play.agent("b", "A", "B");
    Play play = new Play(Play.program(List.of(a, b), List.of(), List.of())).start("s");
    while (play.all(Body.OscillationDetected.class).isEmpty()) {
      boolean first = play.asked("a").isPresent();
      play.answer(first ? "a" : "b", Play.says(first ? "A" : "B", "news " + play.state.sequence()));
    }
    Body.OscillationDetected named = play.all(Body.OscillationDetected.class).getFirst();
    assertEquals(List.of("a", "b"), named.agents());
    assertEquals(List.of("A", "B"), named.keys());
    assertTrue(named.facts().contains("b:1"), "facts: " + named.facts());
    assertTrue(play.state.spent().cycles() < play.program.definition().budget().maxCycles());
  }

  // J13
  @Test
  void anAgentThatSucceedsAfterwardsDoesNotMakeAViolatedRunGood() {
    Invariant broken =
        new Invariant(
            "two",
            Invariant.Kind.SEMANTIC,
            "There are two",
            new Condition.Count("A", 2, Integer.MAX_VALUE),
            "",
            false);
    AgentSpec a = Play.agent("a", Keys.SEEDS, "A");
    AgentSpec notifier =
        Play.agent(
            "notifier",
            AgentSpec.Kind.RULE,
            new AgentSpec.Eligibility(List.of(), List.of(), List.of("two")),
            "Notices",
            1);
    Play play = new Play(Play.program(List.of(a, notifier), List.of(broken), List.of())).start("s");
    play.answer("a", Play.says("A", "one"));
    play.answer("notifier", Play.says("Notices", "somebody was told"));
    assertEquals(Status.HALTED, play.state.status());
    assertEquals(Optional.of(HaltReason.INVARIANT), play.state.reason());
    assertTrue(play.state.detail().orElseThrow().contains("There are two"));
    long last = play.state.sequence();
    assertInstanceOf(
        Outcome.Refused.class,
        play.take(new Input.Observed("A", "late", "one more", null, "ann", false, play.now)));
    assertEquals(last, play.state.sequence());
  }
}
