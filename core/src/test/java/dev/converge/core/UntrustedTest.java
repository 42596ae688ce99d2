package dev.converge.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.agent.AgentSpec;
import dev.converge.core.agent.FailureKind;
import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Limits;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Gate;
import dev.converge.core.json.Json;
import dev.converge.core.json.JsonException;
import dev.converge.core.proposal.Answer;
import dev.converge.core.proposal.Citation;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.Proposal;
import dev.converge.core.proposal.Provenance;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Outcome;
import dev.converge.core.status.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Agents, models and clients that send what cannot be stored or counted: the run takes no harm.
class UntrustedTest {
  private static final String LONE = "a lone \ud800 surrogate";

  private static Play play() {
    return new Play(
            Play.program(List.of(Play.agent("liar", Keys.SEEDS, "A")), List.of(), List.of()))
        .start("s");
  }

  private static Proposal carrying(Json.Obj data, double confidence, String content) {
    return new Proposal(
        "A", null, content, data, confidence, List.of(), List.of(), Provenance.rule("1"));
  }

  private static void breaksTheContract(Proposal proposal) {
    Play play = play();
    play.answer("liar", proposal);
    Body.AgentFailed failed = play.all(Body.AgentFailed.class).getFirst();
    assertEquals(FailureKind.CONTRACT, failed.kind());
    assertEquals(Optional.of(HaltReason.AGENT), play.state.reason());
  }

  private static Json.Obj nested(int depth) {
    Json.Obj data = Json.Obj.EMPTY;
    for (int i = 1; i < depth; i++) {
      data = Json.object().put("in", data).build();
    }
    return data;
  }

  @Test
  void anAnswerThatCannotBeStoredBreaksTheContract() {
    breaksTheContract(carrying(Json.Obj.EMPTY, 1, LONE));
    breaksTheContract(carrying(Json.Obj.EMPTY, Double.NaN, "x"));
    breaksTheContract(carrying(Json.Obj.EMPTY, Double.POSITIVE_INFINITY, "x"));
    breaksTheContract(carrying(Json.object().put("n", LONE).build(), 1, "x"));
    breaksTheContract(carrying(Json.object().put(LONE, 1).build(), 1, "x"));
    breaksTheContract(carrying(nested(63), 1, "x"));
    breaksTheContract(carrying(Json.Obj.EMPTY, 1, "x".repeat(Limits.MAX_CONTENT_BYTES + 1)));
    breaksTheContract(Play.says(LONE, "x"));
    breaksTheContract(Play.says("A", "x", LONE));
    breaksTheContract(
        new Proposal("A", LONE, "x", null, 1, List.of(), List.of(), Provenance.rule("1")));
    breaksTheContract(
        new Proposal(
            "A",
            null,
            "x",
            null,
            1,
            List.of(),
            List.of(new Citation(LONE, null, null)),
            Provenance.rule("1")));
  }

  @Test
  void whatCanJustBeStoredIsPromoted() {
    Play play = play();
    play.answer("liar", carrying(nested(Limits.MAX_DATA_DEPTH), -0.0, "\ud83d\ude00"));
    assertEquals(Status.CONVERGED, play.state.status());
    assertEquals(2, play.state.context().size());
  }

  @Test
  void theMessageOfAFailureIsMadeStorable() {
    Play play = play();
    play.take(
        new Input.Failed(
            "liar",
            1,
            1,
            FailureKind.CRASHED,
            LONE + "x".repeat(1_000_000),
            Duration.ofNanos(5),
            List.of(),
            play.now));
    String message = play.all(Body.AgentFailed.class).getFirst().message();
    assertTrue(message.startsWith("a lone \ufffd surrogate"));
    assertTrue(message.length() <= Limits.MAX_MESSAGE_CHARS);
  }

  @Test
  void manyViolationsAreNamedUpToALimit() {
    AgentSpec each =
        new AgentSpec(
            "liar",
            AgentSpec.Kind.RULE,
            AgentSpec.Eligibility.all(Keys.SEEDS),
            List.of(
                new AgentSpec.Output(
                    "A", "a:", 1, 1, Keys.SEEDS, List.of(), List.of(), 0, 0, false)),
            "",
            false,
            false,
            1,
            AgentSpec.DEFAULT_DEADLINE,
            AgentSpec.DEFAULT_GIVE_UP_AFTER,
            Json.Obj.EMPTY);
    Play play = new Play(Play.program(List.of(each), List.of(), List.of()));
    String[] seeds = new String[500];
    for (int i = 0; i < seeds.length; i++) {
      seeds[i] = "s" + i;
    }
    play.start(seeds).answer("liar");
    List<String> violations = play.all(Body.AgentFailed.class).getFirst().violations();
    assertEquals(Limits.MAX_VIOLATIONS + 1, violations.size());
    assertEquals("450 more", violations.getLast());
  }

  @Test
  void whatAClientSendsMustBeText() {
    Play play = play();
    List<Input> inputs =
        List.of(
            new Input.Observed("A", null, LONE, null, "ann", false, play.now),
            new Input.Observed("A", LONE, "x", null, "ann", false, play.now),
            new Input.Observed("A", null, "x", nested(63), "ann", false, play.now),
            new Input.Observed("A", null, "x", null, LONE, false, play.now),
            new Input.Decided("p", Decision.APPROVED, LONE, false, null, play.now),
            new Input.Decided("p", Decision.APPROVED, "ann", false, LONE, play.now),
            new Input.Paused("ann", LONE, play.now),
            new Input.Resumed(LONE, play.now),
            new Input.Cancelled("ann", LONE, play.now),
            new Input.BudgetChanged(Budget.DEFAULT, LONE, play.now));
    for (Input input : inputs) {
      Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, play.take(input));
      assertEquals(Outcome.Code.INVALID, refused.code(), input.toString());
    }
    assertEquals(Status.RUNNING, play.state.status());
    assertThrows(JsonException.class, () -> Json.parse("{\"x\":\"\\ud800\"}"));
    assertThrows(JsonException.class, () -> Json.parse("\"\\udc00\\ud800\""));
    assertEquals(new Json.Str("\ud83d\ude00"), Json.parse("\"\\ud83d\\ude00\""));
  }

  @Test
  void aModelThatLiesAboutItsUseCannotGoBeyondItsBudget() {
    assertThrows(IllegalArgumentException.class, () -> Play.call(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> Play.call(0, -1));
    Play play = play();
    play.answer(
        "liar",
        List.of(Play.call(Long.MAX_VALUE, 1), Play.call(Long.MAX_VALUE, 1)),
        new Proposal[0]);
    assertEquals(Optional.of(HaltReason.BUDGET), play.state.reason());
    assertEquals(Limits.MAX_NUMBER, play.state.spent().tokens());
  }

  @Test
  void timesFinerThanStoredOnesAndVeryLongOnesDoNoHarm() {
    Gate gate =
        new Gate(
            "g",
            "A",
            "",
            2,
            null,
            "owner",
            Duration.ofNanos(1_000_001),
            Decision.APPROVED,
            false,
            1,
            false,
            0,
            List.of());
    Budget budget =
        new Budget(9, 9, Duration.ofSeconds(Long.MAX_VALUE, 7), Long.MAX_VALUE, Long.MAX_VALUE);
    Play play =
        new Play(
            Play.program(
                List.of(Play.agent("slow", Keys.SEEDS, "A")), List.of(), List.of(gate), budget));
    play.now = Play.NOON.plusNanos(123_456_789);
    play.start("s");
    play.take(
        new Input.Answered(
            "slow",
            1,
            1,
            new Answer(List.of(Play.says("A", "x")), List.of(), Duration.ofNanos(-1_500_000)),
            play.now.plusNanos(1)));
    assertEquals(Status.WAITING, play.state.status());
    play.take(new Input.TimeReached(play.now.plusMillis(1)));
    assertEquals(Status.CONVERGED, play.state.status());
  }

  @Test
  void nothingHappensBeforeTheStart() {
    Play play =
        new Play(Play.program(List.of(Play.agent("a", Keys.SEEDS, "A")), List.of(), List.of()));
    play.take(new Input.Observed("A", null, "x", null, "ann", false, play.now));
    play.take(new Input.BudgetChanged(new Budget(1, 1, Duration.ZERO, 1, 1), "ann", play.now));
    play.take(new Input.Cancelled("ann", null, play.now));
    play.take(new Input.Broken("fault", play.now));
    assertEquals(List.of(), play.events);
    play.start("s");
    assertEquals(Status.RUNNING, play.state.status());
  }
}
