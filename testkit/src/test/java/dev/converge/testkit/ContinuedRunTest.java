package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Body;
import dev.converge.core.Event;
import dev.converge.core.RunState;
import dev.converge.core.budget.Budget;
import dev.converge.core.status.Halt;
import dev.converge.core.status.HaltReason;
import dev.converge.core.status.Status;
import dev.converge.testkit.SimStore.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Halted runs that are continued, over generated programs. `-Dconverge.tests=long` tries more.
class ContinuedRunTest {
  private static final String NAME = "ContinuedRunTest#";
  private static final Budget AMPLE =
      new Budget(40, 200, Duration.ofDays(20_000), 10_000_000, 10_000_000);
  private static final Budget ONCE_MORE =
      new Budget(16, 70, Duration.ofDays(20_000), 1_000_000, 1_000_000);
  private static final List<Fault> FAULTS =
      List.of(
          Fault.DIES_BEFORE,
          Fault.DIES_AFTER,
          Fault.AWAY,
          Fault.THROWS_BEFORE,
          Fault.THROWS_AFTER,
          Fault.FALSE_CONFLICT);

  @Test
  void whateverHappenedBeforeAContinuedRunKeepsTheLaws() {
    new Trials(NAME + "whateverHappenedBeforeAContinuedRunKeepsTheLaws", 1, 6_000, 500_000)
        .run(choices -> new Disturbance(FlowMaker.make(choices), choices).continued().over());
  }

  /// A generator that never continues anything proves nothing.
  @Test
  void generatedRunsAreContinuedAfterEveryReasonThatAllowsIt() {
    Set<HaltReason> continued = new TreeSet<>();
    int converged = 0;
    for (long seed = 1; seed <= 5_000; seed++) {
      Choices choices = Choices.of(seed);
      CoreRun run = new Disturbance(FlowMaker.make(choices), choices).continued();
      HaltReason halted = null;
      for (Event event : run.events()) {
        if (event.body() instanceof Body.RunStatus status && status.status().isFinal()) {
          halted = status.reason();
        } else if (event.body() instanceof Body.RunContinued && halted != null) {
          continued.add(halted);
        }
      }
      converged += run.state().epoch() > 1 && run.state().status() == Status.CONVERGED ? 1 : 0;
    }
    assertEquals(
        Set.of(
            HaltReason.INVARIANT,
            HaltReason.BUDGET,
            HaltReason.AGENT,
            HaltReason.PROVIDER_UNAVAILABLE),
        continued);
    assertTrue(converged > 50, converged + " converged in the end");
  }

  /// What a budget cut short and was paid for is not lost.
  @Test
  void aRunThatABudgetEndedComesToWhatItWouldHaveComeToOnceItIsContinued() {
    AtomicInteger compared = new AtomicInteger();
    new Trials(
            NAME + "aRunThatABudgetEndedComesToWhatItWouldHaveComeToOnceItIsContinued",
            1,
            6_000,
            500_000)
        .run(choices -> compared.addAndGet(cutShort(choices) ? 1 : 0));
    assertTrue(compared.get() > 0, "none was cut short");
  }

  private static boolean cutShort(Choices choices) {
    Flow flow = FlowMaker.make(choices);
    if (!flow.timeless() || flow.lies()) {
      return false;
    }
    CoreRun cut = new CoreRun(flow);
    cut.start();
    cut.finish();
    if (cut.state().reason().orElse(null) != HaltReason.BUDGET || interrupted(cut.events())) {
      return false;
    }
    if (!flow.program().definition().gates().isEmpty()
        && cut.state().halt().orElse(null) instanceof Halt.Limit limit
        && limit.which() == Halt.Limit.Which.MAX_FACTS) {
      // A decision may stand before the fact that it is about, for which there was no room.
      return false;
    }
    CoreRun whole = new CoreRun(flow.with(AMPLE));
    whole.start();
    whole.finish();
    assertTrue(cut.goOn(AMPLE, List.of()), "not continued");
    cut.finish().over();
    Laws.sameEnd(whole.state(), cut.state());
    assertEquals(2, cut.state().epoch());
    return true;
  }

  @Test
  void aCrashAtAnyWriteOfARunThatIsContinuedChangesNeitherFactsNorHash() {
    AtomicInteger continued = new AtomicInteger();
    new Trials(
            NAME + "aCrashAtAnyWriteOfARunThatIsContinuedChangesNeitherFactsNorHash", 1, 15, 5_000)
        .run(choices -> continued.addAndGet(crashes(choices) ? 1 : 0));
    assertTrue(continued.get() > 0, "none was continued");
  }

  private static boolean crashes(Choices choices) {
    Flow flow = FlowMaker.make(choices);
    int[] taken = choices.taken();
    RunState whole;
    int writes;
    boolean interrupted;
    try (Simulation undisturbed = new Simulation(flow, choices, SimTrouble.NONE)) {
      whole = undisturbed.continuedWith(ONCE_MORE).run().state();
      writes = undisturbed.store().writes();
      interrupted = interrupted(undisturbed.events());
    }
    if (whole.epoch() == 1) {
      return false;
    }
    for (int i = 1; i <= writes; i++) {
      int at = i;
      Fault fault = FAULTS.get((i + taken.length) % FAULTS.size());
      Choices again = Choices.of(taken.length + 31L * i);
      SimTrouble trouble = SimTrouble.writes(write -> write == at ? fault : Fault.NONE);
      try (Simulation hit = new Simulation(flow, again, trouble)) {
        RunState state = hit.continuedWith(ONCE_MORE).run().state();
        if (flow.timeless() && !flow.lies() && !interrupted && !interrupted(hit.events())) {
          Laws.sameEnd(whole, state);
          assertEquals(whole.epoch(), state.epoch());
        }
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(fault + " write " + i + " of " + writes + ": " + e, e);
      }
    }
    return true;
  }

  /// Whether an agent was at work when the run ended: it is asked again, which is another attempt.
  private static boolean interrupted(List<Event> events) {
    List<String> atWork = new ArrayList<>();
    for (Event event : events) {
      String agent = event.cycle() + " " + event.agent();
      switch (event.body()) {
        case Body.AgentStarted _ -> atWork.add(agent);
        case Body.AgentCompleted _, Body.AgentFailed _ -> atWork.remove(agent);
        default -> {}
      }
    }
    return !atWork.isEmpty();
  }
}
