package dev.converge.testkit;

import dev.converge.core.RunState;
import dev.converge.testkit.ReplicasSimulation.Moments;
import dev.converge.testkit.ReplicasSimulation.Trouble;
import dev.converge.testkit.SimStore.Fault;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Three real engines on one store, in a world where every order of things and every fault comes
/// from a seed.
class ReplicasSimulationTest {
  private static final String NAME = "ReplicasSimulationTest#";

  @Test
  void threeServersComeToWhatTheBareCoreComesTo() {
    new Trials(NAME + "threeServersComeToWhatTheBareCoreComesTo", 1, 40, 30_000)
        .run(ReplicasSimulationTest::likeTheCore);
  }

  static void likeTheCore(Choices choices) {
    Flow flow = FlowMaker.make(choices);
    CoreRun core = new CoreRun(flow);
    core.start();
    core.finish();
    compare(flow, choices, Trouble.calm(choices.below(4)), core.state());
  }

  private static int compare(Flow flow, Choices choices, Trouble trouble, RunState expected) {
    try (ReplicasSimulation simulation = new ReplicasSimulation(flow, choices, trouble)) {
      RunState state = simulation.run().state();
      if (flow.timeless()) {
        Laws.sameEnd(expected, state);
      }
      return simulation.writes();
    }
  }

  @Test
  void anyServerTakesAnyInput() {
    new Trials(NAME + "anyServerTakesAnyInput", 1, 80, 30_000).run(ReplicasSimulationTest::visited);
  }

  static void visited(Choices choices) {
    Flow flow = FlowMaker.make(choices);
    Trouble trouble =
        new Trouble(
            Optional.empty(),
            0,
            choices.below(4),
            false,
            choices.oneIn(2),
            choices.oneIn(2),
            Optional.of(state -> Visitor.input(choices, state, CoreRun.NOON)));
    try (ReplicasSimulation simulation = new ReplicasSimulation(flow, choices, trouble)) {
      simulation.run();
    }
  }

  /// What happens to the server that makes a write.
  private enum Blow {
    DIES_BEFORE(1),
    DIES_AFTER(2),
    TAKEN_FOR_DEAD(3);

    /// Makes another world for each.
    private final int salt;

    Blow(int salt) {
      this.salt = salt;
    }
  }

  @Test
  void aServerThatDiesOrIsTakenForDeadAtAnyWriteChangesNeitherFactsNorHash() {
    new Trials(
            NAME + "aServerThatDiesOrIsTakenForDeadAtAnyWriteChangesNeitherFactsNorHash",
            1,
            8,
            4_000)
        .run(ReplicasSimulationTest::blows);
  }

  static void blows(Choices choices) {
    Flow flow = FlowMaker.make(choices);
    CoreRun core = new CoreRun(flow);
    core.start();
    core.finish();
    int[] taken = choices.taken();
    int writes = compare(flow, choices, Trouble.calm(0), core.state());
    for (int i = 1; i <= writes; i++) {
      for (Blow blow : Blow.values()) {
        int at = i;
        Moments moments =
            (write, cutOff) -> {
              if (write != at) {
                return Fault.NONE;
              }
              return switch (blow) {
                case DIES_BEFORE -> Fault.DIES_BEFORE;
                case DIES_AFTER -> Fault.DIES_AFTER;
                case TAKEN_FOR_DEAD -> {
                  cutOff.run();
                  yield Fault.NONE;
                }
              };
            };
        Choices again = Choices.of(taken.length + 31L * i + blow.salt);
        try {
          compare(flow, again, Trouble.at(moments, 3), core.state());
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError(blow + " at write " + i + " of " + writes + ": " + e, e);
        }
      }
    }
  }

  @Test
  void whateverHappensTheLawsHoldAndTheRunEnds() {
    new Trials(NAME + "whateverHappensTheLawsHoldAndTheRunEnds", 1, 120, 50_000)
        .run(ReplicasSimulationTest::chaos);
  }

  static void chaos(Choices choices) {
    Flow flow = FlowMaker.make(choices);
    int troubled = choices.between(3, 20);
    List<Fault> kinds = List.of(Fault.values());
    Moments moments =
        (_, cutOff) -> {
          if (choices.oneIn(3 * troubled)) {
            cutOff.run();
          }
          return choices.oneIn(troubled) ? choices.pick(kinds) : Fault.NONE;
        };
    Trouble trouble =
        new Trouble(
            Optional.of(moments),
            choices.between(0, 1) * 9,
            choices.below(5),
            choices.oneIn(2),
            choices.oneIn(2),
            choices.oneIn(2),
            choices.oneIn(2)
                ? Optional.of(state -> Visitor.input(choices, state, CoreRun.NOON))
                : Optional.empty());
    try (ReplicasSimulation simulation = new ReplicasSimulation(flow, choices, trouble)) {
      simulation.run();
    }
  }
}
