package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.RunState;
import dev.converge.core.budget.Mode;
import dev.converge.core.fork.ForkChanges;
import dev.converge.core.proposal.Seed;
import dev.converge.engine.fork.ForkOrder;
import dev.converge.engine.fork.ForkPoint;
import dev.converge.testkit.SimStore.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Forks on the real engine whose process dies, over generated programs. `-Dconverge.tests=long`
/// tries more.
class ForkedRunTest {
  private static final String NAME = "ForkedRunTest#";
  private static final List<Fault> FAULTS =
      List.of(
          Fault.DIES_BEFORE,
          Fault.DIES_AFTER,
          Fault.AWAY,
          Fault.THROWS_BEFORE,
          Fault.THROWS_AFTER,
          Fault.FALSE_CONFLICT);

  private static ForkOrder order(Flow flow, String runId, List<Seed> seeds, ForkChanges changes) {
    return new ForkOrder(
        runId, flow.program(), seeds, null, Mode.OFFLINE, null, new ForkPoint.Start(), changes);
  }

  private static Function<String, ForkOrder> unchanged(Flow flow) {
    return runId -> order(flow, runId, flow.seeds(), ForkChanges.NONE);
  }

  private static Function<String, ForkOrder> withAnotherSeed(Flow flow) {
    List<Seed> seeds = new ArrayList<>(flow.seeds());
    seeds.add(new Seed("seed:added", "What if?", null));
    ForkChanges changes =
        new ForkChanges(List.of(), List.of("seed:added"), new TreeMap<>(), false, false, false);
    return runId -> order(flow, runId, seeds, changes);
  }

  @Test
  void aCrashAtAnyWriteOfAForkWithoutChangesAsksNobodyAndGivesTheSameHash() {
    new Trials(
            NAME + "aCrashAtAnyWriteOfAForkWithoutChangesAsksNobodyAndGivesTheSameHash",
            1,
            12,
            2_000)
        .run(choices -> {
          Flow flow = FlowMaker.make(choices);
          everyWrite(flow, choices, unchanged(flow), ForkedRunTest::asItsOriginal);
        });
  }

  private static void asItsOriginal(Simulation forked) {
    Laws.sameEnd(forked.original(), forked.state());
    assertEquals(0, forked.agents().asked().size(), "somebody was asked");
    assertEquals(0, forked.state().spent().tokens());
  }

  @Test
  void aCrashAtAnyWriteOfAForkWithAnotherSeedChangesNeitherFactsNorHash() {
    int[] compared = {0};
    new Trials(
            NAME + "aCrashAtAnyWriteOfAForkWithAnotherSeedChangesNeitherFactsNorHash", 1, 12, 2_000)
        .run(choices -> {
          Flow flow = FlowMaker.make(choices);
          RunState[] whole = {null};
          everyWrite(
              flow,
              choices,
              withAnotherSeed(flow),
              forked -> {
                if (whole[0] == null) {
                  whole[0] = forked.state();
                } else if (flow.timeless() && !flow.lies()) {
                  Laws.sameEnd(whole[0], forked.state());
                  compared[0]++;
                }
              });
        });
    assertTrue(compared[0] > 0, "none was compared");
  }

  /// Runs a fork undisturbed, and once more with a fault at each write.
  private static void everyWrite(
      Flow flow,
      Choices choices,
      Function<String, ForkOrder> order,
      java.util.function.Consumer<Simulation> check) {
    int[] taken = choices.taken();
    int writes;
    try (Simulation undisturbed = new Simulation(flow, choices, SimTrouble.NONE)) {
      check.accept(undisturbed.forkedWith(order).run());
      writes = undisturbed.store().writes();
    }
    for (int i = 1; i <= writes; i++) {
      int at = i;
      Fault fault = FAULTS.get((i + taken.length) % FAULTS.size());
      SimTrouble trouble = SimTrouble.writes(write -> write == at ? fault : Fault.NONE);
      try (Simulation hit = new Simulation(flow, Choices.of(taken.length + 31L * i), trouble)) {
        check.accept(hit.forkedWith(order).run());
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(fault + " write " + i + " of " + writes + ": " + e, e);
      }
    }
  }
}
