package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.converge.core.Input;
import dev.converge.core.RunState;
import dev.converge.core.budget.Budget;
import dev.converge.testkit.SimStore.Fault;
import java.time.Duration;
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
    likeTheCore(FlowMaker.make(choices), choices, _ -> SimTrouble.NONE);
  }

  /// Whatever the trouble, if it is none that may change what comes of a flow.
  private static void likeTheCore(
      Flow flow, Choices choices, Function<Choices, SimTrouble> troubles) {
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
    try (Simulation undisturbed = new Simulation(flow, choices, SimTrouble.NONE)) {
      whole = undisturbed.run().state();
      writes = undisturbed.store().writes();
    }
    for (int i = 1; i <= writes; i++) {
      for (Fault fault : List.of(Fault.DIES_BEFORE, Fault.DIES_AFTER)) {
        int at = i;
        Choices again = Choices.of(taken.length + 31L * i + (fault == Fault.DIES_AFTER ? 1 : 0));
        SimTrouble trouble = SimTrouble.writes(write -> write == at ? fault : Fault.NONE);
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
  void anErrorAFailedReadOrAFalseConflictAnywhereChangesNeitherFactsNorHash() {
    new Trials(
            NAME + "anErrorAFailedReadOrAFalseConflictAnywhereChangesNeitherFactsNorHash",
            1,
            40,
            5_000)
        .run(SimulationTest::faults);
  }

  static void faults(Choices choices) {
    Flow flow = FlowMaker.make(choices);
    int[] taken = choices.taken();
    RunState whole;
    int writes;
    int steps;
    try (Simulation undisturbed = new Simulation(flow, choices, SimTrouble.NONE)) {
      whole = undisturbed.run().state();
      writes = undisturbed.store().writes();
      steps = undisturbed.steps();
    }
    for (int i = 1; i <= Math.max(writes, steps); i++) {
      for (Fault fault : List.of(Fault.THROWS_BEFORE, Fault.THROWS_AFTER, Fault.FALSE_CONFLICT)) {
        for (boolean blind : List.of(false, true)) {
          SimStore.Faults faults = new FaultAt(i, fault, blind);
          Choices again = Choices.of(taken.length + 31L * i);
          try (Simulation hit = new Simulation(flow, again, SimTrouble.writes(faults))) {
            RunState state = hit.run().state();
            if (flow.timeless()) {
              Laws.sameEnd(whole, state);
            }
          } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(faults + " of " + writes + ": " + e, e);
          }
        }
      }
    }
  }

  /// A fault of the store at a write, an error in the step and in the observer of that number, and
  /// perhaps no way to read what is stored for the first few times.
  private record FaultAt(int number, Fault fault, boolean blind) implements SimStore.Faults {
    @Override
    public Fault at(int write) {
      return write == number ? fault : Fault.NONE;
    }

    @Override
    public boolean unreadable(int read) {
      return blind && read <= 3;
    }

    @Override
    public boolean broken(int step) {
      return step == number;
    }

    @Override
    public boolean upset(int told) {
      return told == number;
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
          public boolean unreadable(int read) {
            return choices.oneIn(9);
          }

          @Override
          public boolean broken(int step) {
            return choices.oneIn(25);
          }

          @Override
          public boolean upset(int told) {
            return choices.oneIn(9);
          }
        };
    SimTrouble trouble =
        new SimTrouble(
            faults,
            choices.oneIn(2),
            choices.oneIn(2),
            false,
            choices.oneIn(2),
            choices.oneIn(2)
                ? Optional.of(state -> Visitor.input(choices, state, CoreRun.NOON))
                : Optional.empty());
    try (Simulation simulation = new Simulation(flow, choices, trouble)) {
      simulation.run();
    }
  }

  @Test
  void whatWasSentToAModelIsBookedWhateverBecomesOfTheRun() {
    new Trials(NAME + "whatWasSentToAModelIsBookedWhateverBecomesOfTheRun", 1, 300, 30_000)
        .run(SimulationTest::cutOff);
  }

  /// Live runs that are cancelled, get a budget of nothing, or whose process dies at any moment.
  static void cutOff(Choices choices) {
    Flow flow = FlowMaker.make(choices);
    SimStore.Faults faults = _ -> choices.oneIn(9) ? Fault.DIES_AFTER : Fault.NONE;
    Budget nothing = new Budget(0, 0, Duration.ofSeconds(choices.between(0, 2)), 0, 0);
    Function<RunState, Input> visitor =
        _ ->
            choices.oneIn(2)
                ? new Input.Cancelled("ann", null, CoreRun.NOON)
                : new Input.BudgetChanged(nothing, "ann", CoreRun.NOON);
    SimTrouble trouble = new SimTrouble(faults, true, false, false, true, Optional.of(visitor));
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

  private static SimTrouble anyFault(Choices choices) {
    int often = choices.between(2, 8);
    return SimTrouble.writes(
        _ -> choices.oneIn(often) ? choices.pick(List.of(Fault.values())) : Fault.NONE);
  }

  /// What the version check is for: whoever comes second stores nothing.
  // D11
  @Test
  void twoServersOnOneStoreWriteOneHistory() {
    new Trials(NAME + "twoServersOnOneStoreWriteOneHistory", 1, 400, 50_000)
        .run(SimulationTest::twins);
  }

  static void twins(Choices choices) {
    likeTheCore(FlowMaker.make(choices), choices, SimulationTest::slowTwins);
  }

  private static SimTrouble slowTwins(Choices choices) {
    int often = choices.between(2, 8);
    return new SimTrouble(
        _ -> choices.oneIn(often) ? Fault.SLOW : Fault.NONE,
        false,
        false,
        true,
        false,
        Optional.empty());
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
    try (Simulation simulation = new Simulation(flow, choices, SimTrouble.NONE)) {
      return simulation.run().lines().stream().map(line -> line.json()).toList();
    }
  }
}
