package dev.converge.engine.post;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.converge.core.Input;
import dev.converge.core.Observation;
import dev.converge.core.budget.Budget;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.RequestKey;
import dev.converge.core.decision.Roles;
import dev.converge.core.json.Json;
import dev.converge.core.status.Outcome;
import dev.converge.engine.error.ConvergeException;
import dev.converge.engine.error.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What is handed from one server to another comes out as it went in.
class PostedTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.123Z");
  private static final RequestKey KEY = new RequestKey("k", "f");
  private static final Budget BUDGET = new Budget(1, 2, Duration.ofMillis(3), 4, 5);
  private static final Roles SOME = Roles.of(new TreeSet<>(List.of("lawyer", "editor")));
  private static final Json.Obj DATA = Json.object(Map.of("n", Json.of(1.5)));

  @Test
  void inputsFromOutsideComeOutAsTheyWentIn() {
    List<Input> inputs =
        List.of(
            new Input.Decided("p", Decision.APPROVED, "ann", true, "fine: \"ü\"", SOME, NOON),
            new Input.Decided("p", Decision.REJECTED, "ann", false, null, Roles.EVERY, NOON),
            new Input.Returned("p", "ann", false, "say more", SOME, NOON),
            new Input.Observed("K", "f:1", "seen", DATA, "sensor", true, KEY, NOON),
            new Input.Observed("K", null, "seen", null, "sensor", false, NOON),
            new Input.Paused("ann", true, "a reason", NOON),
            new Input.Paused("ann", null, null, NOON),
            new Input.Resumed("ann", false, NOON),
            new Input.Cancelled("ann", null, "enough", NOON),
            new Input.BudgetChanged(BUDGET, "ann", true, NOON),
            new Input.Continued(
                BUDGET,
                List.of(
                    new Observation("K", null, "one", DATA),
                    new Observation("L", "id", "two", null)),
                "ann",
                true,
                "again",
                KEY,
                NOON),
            new Input.Continued(BUDGET, List.of(), "ann", false, null, null, NOON),
            new Input.TimeReached(NOON));
    for (Input input : inputs) {
      assertEquals(input, PostedInput.read(PostedInput.write(input)));
    }
  }

  @Test
  void whatIsNotAnInputFromOutsideIsNotPosted() {
    assertThrows(
        IllegalArgumentException.class, () -> PostedInput.write(new Input.Broken("a fault", NOON)));
    assertThrows(
        IllegalArgumentException.class,
        () -> PostedInput.read("{\"at\":\"2026-01-01T12:00:00.000Z\",\"kind\":\"later\"}"));
    assertThrows(
        IllegalArgumentException.class,
        () -> PostedInput.write(new Input.Cancelled("broken \ud800", null, NOON)));
  }

  @Test
  void outcomesAndFailuresComeOutAsTheyWentIn() {
    List<Outcome> outcomes =
        List.of(
            new Outcome.Accepted(),
            new Outcome.Unchanged(),
            new Outcome.Refused(Outcome.Code.DECIDED_OTHERWISE, "by ben"));
    for (Outcome outcome : outcomes) {
      assertEquals(outcome, PostedOutcome.read(PostedOutcome.write(outcome)));
    }
    String failed =
        PostedOutcome.write(new ConvergeException(ErrorCode.QUOTA_EXCEEDED, "no room for it"));
    ConvergeException read =
        assertThrows(ConvergeException.class, () -> PostedOutcome.read(failed));
    assertEquals(ErrorCode.QUOTA_EXCEEDED, read.code());
    assertEquals("no room for it", read.getMessage());
  }
}
