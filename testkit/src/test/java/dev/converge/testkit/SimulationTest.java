package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.core.RunState;
import dev.converge.testkit.SimStore.Fault;
import dev.converge.testkit.Simulation.Trouble;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The real engine in a world where every order of things and every fault comes from a seed.
class SimulationTest {
  private static final String NAME = "SimulationTest#";

  @Test
  void theEngineComesToWhatTheBareCoreComesTo() {
    new Trials(NAME + "theEngineComesToWhatTheBareCoreComesTo", 1, 500, 50_000)
        .run(SimulationTest::likeTheCore);
  }

  static void likeTheCore(Choices choices) {
    likeTheCore(FlowMaker.make(choices), choices, _ -> Trouble.NONE);
  }

  /// Whatever the trouble, if it is none that may change what comes of a flow.
  private static void likeTheCore(Flow flow, Choices choices, Function<Choices, Trouble> troubles) {
    CoreRun core = new CoreRun(flow);
    core.start();
    core.finish();
    try (Simulation simulation = new Simulation(flow, choices, troubles.apply(choices))) {
      RunState state = simulation.run().state();
      if (flow.timeless()) {
        Laws.sameEnd(core.state(), state);
      }
    }
  }

  @Test
  void aCrashAtAnyWriteChangesNeitherFactsNorHash() {
    new Trials(NAME + "aCrashAtAnyWriteChangesNeitherFactsNorHash", 1, 60, 5_000)
        .run(SimulationTest::crashes);
  }

  static void crashes(Choices choices) {
    Flow flow = FlowMaker.make(choices);
    int[] taken = choices.taken();
    RunState whole;
    int writes;
    try (Simulation undisturbed = new Simulation(flow, choices, Trouble.NONE)) {
      whole = undisturbed.run().state();
      writes = undisturbed.store().writes();
    }
    for (int i = 1; i <= writes; i++) {
      for (Fault fault : List.of(Fault.DIES_BEFORE, Fault.DIES_AFTER)) {
        int at = i;
        Choices again = Choices.of(taken.length + 31L * i + (fault == Fault.DIES_AFTER ? 1 : 0));
        Trouble trouble = Trouble.writes(write -> write == at ? fault : Fault.NONE);
        try (Simulation crashed = new Simulation(flow, again, trouble)) {
          RunState state = crashed.run().state();
          if (flow.timeless()) {
            Laws.sameEnd(whole, state);
          }
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError(fault + " write " + i + " of " + writes + ": " + e, e);
        }
      }
    }
  }

  @Test
  void whateverFailsTheLawsHoldAndTheRunEnds() {
    new Trials(NAME + "whateverFailsTheLawsHoldAndTheRunEnds", 1, 500, 50_000)
        .run(SimulationTest::chaos);
  }

  static void chaos(Choices choices) {
    Flow flow = FlowMaker.make(choices);
    int away = choices.between(2, 12);
    int deaths = choices.between(4, 40);
    Fault[] kinds = Fault.values();
    SimStore.Faults faults =
        new SimStore.Faults() {
          @Override
          public Fault at(int write) {
            if (write % away == 0) {
              return choices.oneIn(2) ? Fault.AWAY : Fault.SLOW;
            }
            return choices.oneIn(deaths) ? choices.pick(List.of(kinds)) : Fault.NONE;
          }

          @Override
          public boolean unreadable() {
            return choices.oneIn(9);
          }
        };
    Trouble trouble =
        new Trouble(
            faults,
            choices.oneIn(2),
            choices.oneIn(2),
            false,
            choices.oneIn(2)
                ? Optional.of(state -> Visitor.input(choices, state, CoreRun.NOON))
                : Optional.empty());
    try (Simulation simulation = new Simulation(flow, choices, trouble)) {
      simulation.run();
    }
  }

  /// Where nobody sends anything and clocks go right, trouble with the store must not show.
  @Test
  void aStoreThatIsAwaySlowOrDyingChangesNeitherFactsNorHash() {
    new Trials(NAME + "aStoreThatIsAwaySlowOrDyingChangesNeitherFactsNorHash", 1, 300, 50_000)
        .run(SimulationTest::badStore);
  }

  static void badStore(Choices choices) {
    likeTheCore(FlowMaker.make(choices), choices, SimulationTest::anyFault);
  }

  private static Trouble anyFault(Choices choices) {
    int often = choices.between(2, 8);
    return Trouble.writes(
        _ -> choices.oneIn(often) ? choices.pick(List.of(Fault.values())) : Fault.NONE);
  }

  /// What the version check is for: whoever comes second stores nothing.
  @Test
  void d11TwoServersOnOneStoreWriteOneHistory() {
    new Trials(NAME + "d11TwoServersOnOneStoreWriteOneHistory", 1, 400, 50_000)
        .run(SimulationTest::twins);
  }

  static void twins(Choices choices) {
    likeTheCore(FlowMaker.make(choices), choices, SimulationTest::slowTwins);
  }

  private static Trouble slowTwins(Choices choices) {
    int often = choices.between(2, 8);
    return new Trouble(
        _ -> choices.oneIn(often) ? Fault.SLOW : Fault.NONE, false, false, true, Optional.empty());
  }

  @Test
  void aSeedGivesTheSameRunToTheByte() {
    for (long seed = 1; seed <= 20; seed++) {
      List<byte[]> first = bytes(seed);
      List<byte[]> second = bytes(seed);
      assertEquals(first.size(), second.size());
      IntStream.range(0, first.size()).forEach(i -> assertArrayEquals(first.get(i), second.get(i)));
    }
  }

  private static List<byte[]> bytes(long seed) {
    Choices choices = Choices.of(seed);
    Flow flow = FlowMaker.make(choices);
    try (Simulation simulation = new Simulation(flow, choices, Trouble.NONE)) {
      return simulation.run().lines().stream().map(line -> line.json()).toList();
    }
  }
}
