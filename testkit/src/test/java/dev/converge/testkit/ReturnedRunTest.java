package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Body;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.decision.Decision;
import dev.converge.core.decision.Gate;
import dev.converge.testkit.SimStore.Fault;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Proposals that are returned to be revised, on the real engine whose process dies, over generated
/// programs. `-Dconverge.tests=long` tries more.
class ReturnedRunTest {
  private static final String NAME = "ReturnedRunTest#";
  private static final List<Fault> FAULTS =
      List.of(
          Fault.DIES_BEFORE,
          Fault.DIES_AFTER,
          Fault.AWAY,
          Fault.THROWS_BEFORE,
          Fault.THROWS_AFTER,
          Fault.FALSE_CONFLICT);

  @Test
  void aCrashAtAnyWriteOfARunWhoseProposalsAreReturnedChangesNeitherFactsNorHash() {
    AtomicInteger returned = new AtomicInteger();
    new Trials(
            NAME + "aCrashAtAnyWriteOfARunWhoseProposalsAreReturnedChangesNeitherFactsNorHash",
            1,
            20,
            5_000)
        .run(choices -> returned.addAndGet(crashes(choices) ? 1 : 0));
    assertTrue(returned.get() > 0, "nothing was returned");
  }

  private static boolean crashes(Choices choices) {
    Flow made = FlowMaker.make(choices);
    Flow flow = made.with(gates(made.program()));
    int[] taken = choices.taken();
    RunState whole;
    int writes;
    try (Simulation undisturbed = new Simulation(flow, choices, SimTrouble.NONE)) {
      whole = undisturbed.returning().run().state();
      writes = undisturbed.store().writes();
      if (!returned(undisturbed)) {
        return false;
      }
    }
    for (int i = 1; i <= writes; i++) {
      int at = i;
      Fault fault = FAULTS.get((i + taken.length) % FAULTS.size());
      SimTrouble trouble = SimTrouble.writes(write -> write == at ? fault : Fault.NONE);
      try (Simulation hit = new Simulation(flow, Choices.of(taken.length + 31L * i), trouble)) {
        RunState state = hit.returning().run().state();
        assertTrue(returned(hit), "nothing was returned");
        if (flow.timeless()) {
          Laws.sameEnd(whole, state);
        }
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(fault + " write " + i + " of " + writes + ": " + e, e);
      }
    }
    return true;
  }

  /// One for each key, that holds whatever is proposed there.
  private static List<Gate> gates(Program program) {
    Set<String> keys = new TreeSet<>();
    program.agents().forEach(agent -> agent.outputs().forEach(output -> keys.add(output.key())));
    return keys.stream()
        .map(key ->
            new Gate(
                "gate-" + key,
                key,
                "",
                2,
                null,
                "owner",
                null,
                Decision.REJECTED,
                false,
                1,
                false,
                1 + key.hashCode() % 2,
                List.of()))
        .toList();
  }

  private static boolean returned(Simulation simulation) {
    return simulation.events().stream()
        .anyMatch(event -> event.body() instanceof Body.ProposalReturned);
  }
}
