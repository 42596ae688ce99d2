package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Body;
import dev.converge.core.Chain;
import dev.converge.core.Event;
import dev.converge.core.Program;
import dev.converge.core.agent.AgentSpec;
import dev.converge.core.budget.Mode;
import dev.converge.core.event.Sealed;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import dev.converge.engine.agent.Agent;
import dev.converge.engine.replay.Difference;
import dev.converge.engine.replay.Replay;
import dev.converge.engine.replay.Replayer;
import dev.converge.testkit.FlowRecorder.Recorded;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReplayerTest {
  static List<OutcomeFlow> flows() {
    List<OutcomeFlow> flows = new ArrayList<>(OutcomeFlows.all(name -> "hash of " + name));
    flows.addAll(OutcomeFlows.outages(name -> "hash of " + name));
    return flows;
  }

  private static OutcomeFlow flow(String name) {
    return flows().stream().filter(flow -> flow.name().equals(name)).findFirst().orElseThrow();
  }

  private static Replay replay(Recorded recorded) {
    return new Replayer(
            recorded.flow().program(), recorded.runId(), recorded.lines(), new OutcomeAgents())
        .run();
  }

  @ParameterizedTest
  @MethodSource("flows")
  void everyOutcomeReplaysToTheSameEventsAtEveryPrefix(OutcomeFlow flow) {
    Recorded recorded = FlowRecorder.record(flow);
    Replay replay = replay(recorded);
    assertNull(replay.difference(), () -> String.valueOf(replay.difference()));
    assertEquals(recorded.events(), replay.events());
    assertEquals(recorded.state(), replay.state());
    assertEquals(
        !flow.program().agents().isEmpty(),
        replay.ran().contains("noting"),
        replay.ran().toString());
  }

  @Test
  void theFlowsComeToEveryEndAndHaltForEveryReason() {
    Set<Status> ends = EnumSet.noneOf(Status.class);
    Set<HaltReason> reasons = EnumSet.noneOf(HaltReason.class);
    for (OutcomeFlow flow : flows()) {
      Recorded recorded = FlowRecorder.record(flow);
      ends.add(recorded.state().status());
      recorded.state().reason().ifPresent(reasons::add);
      String end = flow.name().split("-", 2)[0];
      if (!List.of("repaired", "retried", "people", "nobody", "interrupted").contains(end)) {
        assertEquals(
            Status.valueOf(end.toUpperCase(java.util.Locale.ROOT)), recorded.state().status());
      }
    }
    assertEquals(EnumSet.allOf(HaltReason.class), reasons);
    assertEquals(
        EnumSet.of(
            Status.CONVERGED, Status.HALTED, Status.CANCELLED, Status.FAILED, Status.WAITING),
        ends);
  }

  @Test
  void aRunThatPausedItselfForAProviderContinuesWithoutHavingUsedUpAttempts() {
    Recorded recorded = FlowRecorder.record(flow("retried-outage"));
    assertEquals(Status.CONVERGED, recorded.state().status());
    assertTrue(
        recorded.events().stream()
            .anyMatch(event ->
                event.body() instanceof Body.RunStatus status
                    && status.reason() == HaltReason.PROVIDER_UNAVAILABLE));
  }

  @Test
  void aRecordIsTheSameEachTimeItIsMade() {
    Recorded once = FlowRecorder.record(flow("people"));
    Recorded again = FlowRecorder.record(flow("people"));
    assertEquals(once.lines().getLast().hash(), again.lines().getLast().hash());
  }

  // D20
  @Test
  void anAgentThatSaysOtherThingsUnderTheSameVersionIsNamedWithTheFirstByte() {
    Recorded recorded = FlowRecorder.record(flow("converged"));
    OutcomeAgents lying =
        new OutcomeAgents() {
          @Override
          public Agent agent(Program program, AgentSpec spec, Mode mode) {
            // The contrary one claims to be of the version of the one that it stands in for.
            AgentSpec other = spec.id().equals("ranking") ? named(spec, "contrary") : spec;
            return super.agent(program, other, mode);
          }
        };
    Replay replay =
        new Replayer(recorded.flow().program(), recorded.runId(), recorded.lines(), lying).run();
    Difference found = Objects.requireNonNull(replay.difference());
    assertEquals("ranking", found.agent());
    assertEquals(3, found.cycle());
    assertEquals("run_converged", found.runId());
    assertNotEquals(found.expectedDigest(), found.actualDigest());
    assertEquals('c', found.actual().charAt(found.firstByte()), found.message());
    assertEquals('r', found.expected().charAt(found.firstByte()), found.message());
    assertTrue(found.message().contains("run run_converged, event "), found.message());
    assertTrue(found.message().contains("first differing byte"), found.message());
    Event event = Chain.read(recorded.lines().get((int) found.sequence() - 1).json());
    assertTrue(event.body() instanceof Body.ProposalMade, event.toString());
  }

  private static AgentSpec named(AgentSpec spec, String id) {
    return new AgentSpec(
        id,
        spec.kind(),
        spec.eligibility(),
        spec.outputs(),
        "",
        false,
        false,
        1,
        spec.deadline(),
        AgentSpec.DEFAULT_GIVE_UP_AFTER,
        spec.requirements());
  }

  // D20
  @Test
  void agentsOfAnotherVersionAreAnsweredFromTheRecordAndNamed() {
    Recorded recorded = FlowRecorder.record(flow("converged"));
    Replay replay =
        new Replayer(
                recorded.flow().program(),
                recorded.runId(),
                recorded.lines(),
                new OutcomeAgents("2"))
            .run();
    assertTrue(replay.identical());
    assertEquals(List.of(), replay.ran());
    Set<String> named = new TreeSet<>();
    replay.fromRecord().forEach(each -> named.add(each.agent() + ": " + each.why()));
    assertEquals(
        Set.of(
            "judging: not a rule agent",
            "noting: recorded version 1, installed 2",
            "ranking: recorded version 1, installed 2"),
        named);
  }

  @ParameterizedTest
  @MethodSource("flows")
  void aRecordThatLacksAnEventDiffers(OutcomeFlow flow) {
    Recorded recorded = FlowRecorder.record(flow);
    for (int missing = 0; missing < recorded.lines().size() - 1; missing++) {
      if (recorded.events().get(missing).body() instanceof Body.BudgetChanged) {
        continue; // nothing followed from it here: only the chain can tell that it is gone
      }
      List<Event> events = new ArrayList<>(recorded.events());
      events.remove(missing);
      List<Event> renumbered = new ArrayList<>();
      for (Event e : events) {
        renumbered.add(new Event(renumbered.size() + 1L, e.cycle(), e.at(), e.agent(), e.body()));
      }
      List<Sealed> lines =
          new Chain(recorded.runId(), Chain.START)
              .seal(renumbered, new byte[renumbered.size() * Chain.SALT_BYTES]);
      Replay replay =
          new Replayer(flow.program(), recorded.runId(), lines, new OutcomeAgents()).run();
      String what = recorded.events().get(missing).toString();
      assertFalse(replay.identical(), what);
    }
  }

  @ParameterizedTest
  @MethodSource("flows")
  void aRunRecordedBeforeHaltsWereDataReplaysWhateverItsWords(OutcomeFlow flow) {
    Recorded recorded = FlowRecorder.record(flow);
    List<Event> events = new ArrayList<>();
    for (Event e : recorded.events()) {
      Body body =
          e.body() instanceof Body.RunStatus status && status.halt() != null
              ? status.withHalt(null, "halted, in other words")
              : e.body();
      events.add(new Event(e.sequence(), e.cycle(), e.at(), e.agent(), body));
    }
    List<Sealed> lines =
        new Chain(recorded.runId(), Chain.START)
            .seal(events, new byte[events.size() * Chain.SALT_BYTES]);
    Replay replay =
        new Replayer(flow.program(), recorded.runId(), lines, new OutcomeAgents()).run();
    assertNull(replay.difference(), () -> String.valueOf(replay.difference()));
    assertEquals(recorded.state().summary(), replay.state().summary());
  }
}
