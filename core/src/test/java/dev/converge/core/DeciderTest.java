package dev.converge.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.budget.Budget;
import dev.converge.core.budget.Mode;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Gate;
import dev.converge.core.decision.Person;
import dev.converge.core.decision.Roles;
import dev.converge.core.json.Json;
import dev.converge.core.proposal.Keys;
import dev.converge.core.proposal.Seed;
import dev.converge.core.status.Outcome;
import dev.converge.core.status.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Who may decide on a proposal.
class DeciderTest {
  private static final String PROPOSAL = "prop:1:a:1";
  private static final Roles OWNER = roles("owner");

  private static Roles roles(String... names) {
    return Roles.of(new TreeSet<>(List.of(names)));
  }

  private static Gate gate(int approvals, boolean notSubmitter, @Nullable Duration within) {
    return new Gate(
        "g",
        "A",
        "",
        2,
        null,
        "owner",
        within,
        Decision.REJECTED,
        false,
        approvals,
        notSubmitter,
        0,
        List.of());
  }

  /// A run whose one proposal waits at a gate.
  private static Play waiting(Gate gate, @Nullable Person submitter) {
    Play play =
        new Play(Play.program(List.of(Play.agent("a", Keys.SEEDS, "A")), List.of(), List.of(gate)));
    play.take(
        new Input.Started(
            "job_1",
            Mode.OFFLINE,
            List.of(new Seed("s", "seed", null)),
            Budget.DEFAULT,
            new TreeMap<>(),
            submitter,
            play.now));
    play.answer("a", Play.says("A", "x"));
    assertEquals(Status.WAITING, play.state.status());
    return play;
  }

  private static Outcome decide(Play play, Decision decision, String actor, Roles roles) {
    return play.take(new Input.Decided(PROPOSAL, decision, actor, false, null, roles, play.now));
  }

  private static String refusal(Outcome outcome) {
    Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, outcome);
    assertEquals(Outcome.Code.NOT_ALLOWED, refused.code());
    return refused.message();
  }

  @Test
  void onlyThoseWithTheGatesRoleDecide() {
    Play play = waiting(gate(1, false, null), null);
    for (Decision decision : Decision.values()) {
      assertEquals(
          "a \"owner\" must decide prop:1:a:1; you do not have that role",
          refusal(decide(play, decision, "ann", roles("editor"))));
    }
    assertEquals(Status.WAITING, play.state.status());
    assertInstanceOf(Outcome.Accepted.class, decide(play, Decision.APPROVED, "bob", OWNER));
    assertEquals(Status.CONVERGED, play.state.status());
  }

  @Test
  void theSubmitterDoesNotDecideWhereThatIsRuledOut() {
    Play play = waiting(gate(1, true, null), new Person("ann", false));
    assertEquals(
        "ann submitted the job and is not allowed to decide prop:1:a:1",
        refusal(decide(play, Decision.APPROVED, "ann", OWNER)));
    refusal(decide(play, Decision.REJECTED, "ann", OWNER));
    assertInstanceOf(Outcome.Accepted.class, decide(play, Decision.APPROVED, "bob", OWNER));
    assertEquals(Optional.of("ann"), play.state.started().map(s -> submitter(s).name()));
  }

  private static Person submitter(Body.RunStarted started) {
    return Optional.ofNullable(started.submitter()).orElseThrow();
  }

  @Test
  void nobodyDecidesForAnUnknownSubmitterWhereTheSubmitterMustNotDecide() {
    Play play = waiting(gate(1, true, null), null);
    assertTrue(refusal(decide(play, Decision.APPROVED, "bob", OWNER)).contains("does not name"));
  }

  @Test
  void twoDifferentPeopleMustApprove() {
    Play play = waiting(gate(2, false, null), null);
    assertInstanceOf(Outcome.Accepted.class, decide(play, Decision.APPROVED, "ann", OWNER));
    assertEquals(Status.WAITING, play.state.status());
    assertInstanceOf(Outcome.Unchanged.class, decide(play, Decision.APPROVED, "ann", OWNER));
    assertEquals(Status.WAITING, play.state.status());
    assertEquals(
        List.of(new Body.ApprovalGiven(PROPOSAL, "ann", false, null, 1)),
        play.state.pending().getFirst().given());
    assertInstanceOf(Outcome.Accepted.class, decide(play, Decision.APPROVED, "bob", OWNER));
    assertEquals(Status.CONVERGED, play.state.status());
    Json.Obj data =
        Optional.ofNullable(play.state.context().facts(Keys.DECISIONS).getFirst().data())
            .orElseThrow();
    assertEquals(Optional.of(Json.of("bob")), data.get("actor"));
    assertEquals(Optional.of(Json.array(List.of(Json.of("ann")))), data.get("also_approved_by"));
  }

  @Test
  void oneRejectionIsEnoughWhereTwoMustApprove() {
    Play play = waiting(gate(2, false, null), null);
    decide(play, Decision.APPROVED, "ann", OWNER);
    assertInstanceOf(Outcome.Accepted.class, decide(play, Decision.REJECTED, "bob", OWNER));
    assertEquals(List.of(), play.state.context().facts("A"));
    assertEquals(Status.CONVERGED, play.state.status());
  }

  @Test
  void oneOfTwoApprovalsIsNotEnoughWhenTheTimeIsUp() {
    Play play = waiting(gate(2, false, Duration.ofMinutes(1)), null);
    decide(play, Decision.APPROVED, "ann", OWNER);
    play.now = play.now.plus(Duration.ofMinutes(1));
    play.take(new Input.TimeReached(play.now));
    assertEquals(List.of(), play.state.context().facts("A"));
    assertEquals(Status.CONVERGED, play.state.status());
  }
}
