package dev.converge.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Body;
import dev.converge.core.Event;
import dev.converge.core.Input;
import dev.converge.core.RunState;
import dev.converge.core.budget.ModelOutcome;
import dev.converge.core.status.Halt;
import dev.converge.engine.replay.Recording;
import dev.converge.engine.store.StoredBytes;
import dev.converge.testkit.SimStore.Fault;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Runs that may store only so much, over generated programs. `-Dconverge.tests=long` tries more.
class RoomTest {
  private static final String NAME = "RoomTest#";

  /// What the engine keeps for somebody's name and reason.
  private static final long SLACK = 16 << 10;

  /// What the end of a run takes at its beginning, at most.
  private static final long END = 1_000;

  /// Digits of numbers and times that came out longer than reckoned.
  private static final long DIGITS = 100;

  private final AtomicInteger halted = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();

  @Test
  void noJobStoresMoreThanItMayWhateverHappensToIt() {
    new Trials(NAME + "noJobStoresMoreThanItMayWhateverHappensToIt", 1, 150, 30_000)
        .run(this::bounded);
    assertTrue(halted.get() > 10, halted + " ran out of room");
    assertTrue(lost.get() > 0, "none with a request under way");
  }

  private void bounded(Choices choices) {
    Flow flow = FlowMaker.make(choices);
    long whole;
    long first;
    try (Simulation undisturbed = new Simulation(flow, choices, SimTrouble.NONE)) {
      undisturbed.run();
      whole = StoredBytes.of(undisturbed.lines());
      first = first(undisturbed);
    }
    if (whole <= first + END) {
      return;
    }
    long most = first + END + SLACK + choices.below((int) (whole - first - END));
    SimStore.Faults faults =
        _ ->
            choices.oneIn(9) ? choices.oneIn(2) ? Fault.DIES_AFTER : Fault.DIES_BEFORE : Fault.NONE;
    SimTrouble trouble =
        new SimTrouble(faults, false, false, false, choices.oneIn(2), Optional.empty());
    try (Simulation simulation = new Simulation(flow, choices, trouble, most)) {
      RunState state = simulation.run().state();
      // What comes last may use what is kept for the end; the end alone does not.
      long bound = outOfRoom(state) ? most - SLACK + DIGITS : most;
      long stored = StoredBytes.of(simulation.lines());
      assertTrue(stored <= bound, () -> stored + " of " + bound);
      if (outOfRoom(state)) {
        halted.incrementAndGet();
        replays(simulation);
      }
    }
  }

  /// What a job stores as it begins: all of that is of one moment.
  private static long first(Simulation simulation) {
    List<Event> events = simulation.events();
    int of = 0;
    while (of < events.size() && events.get(of).at().equals(events.getFirst().at())) {
      of++;
    }
    return StoredBytes.of(simulation.lines().subList(0, of));
  }

  private static boolean outOfRoom(RunState state) {
    return state.halt().orElse(null) instanceof Halt.Limit limit
        && limit.which() == Halt.Limit.Which.MAX_STORED_BYTES;
  }

  /// The input that ended the run can be told from its events, also where requests were lost.
  private void replays(Simulation simulation) {
    List<Event> events = simulation.events();
    Recording recording = new Recording(events);
    int end = events.size() - 1;
    while (end > 0
        && events.get(end - 1).body() instanceof Body.ModelCalled called
        && called.call().outcome() == ModelOutcome.LOST) {
      end--;
      lost.incrementAndGet();
    }
    Input input = recording.input(end, null);
    assertTrue(input instanceof Input.OutOfRoom, () -> "told as " + input);
  }
}
