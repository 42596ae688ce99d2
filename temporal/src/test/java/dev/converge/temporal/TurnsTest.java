package dev.converge.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.converge.core.Input;
import dev.converge.core.Program;
import dev.converge.core.RunState;
import dev.converge.core.event.Sealed;
import dev.converge.core.status.Outcome;
import dev.converge.engine.EngineSettings;
import dev.converge.engine.post.PostedInput;
import dev.converge.engine.post.PostedOutcome;
import dev.converge.engine.run.RunObserver;
import dev.converge.engine.store.Room;
import dev.converge.testkit.LiveEngine;
import dev.converge.testkit.ScriptedAgents;
import dev.converge.testkit.ScriptedPrograms;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Turns that are taken more than once, by one worker and by several.
class TurnsTest {
  private static final Program GATE = ScriptedPrograms.gate(1);

  private final ScriptedAgents agents = new ScriptedAgents();
  private final Hosted hosted = new Hosted(agents, GATE);

  @AfterEach
  void close() {
    hosted.close();
    agents.close();
  }

  private Turns worker() {
    return new Turns(
        new WorkerParts(
            hosted.host(),
            hosted.store(),
            hosted.store(),
            ScriptedPrograms.installed(GATE),
            agents,
            Room.UNLIMITED,
            RunObserver.none(),
            EngineSettings.UNLIMITED));
  }

  private List<String> hashes(String runId) {
    return hosted.store().read(runId, 0, 1_000, Integer.MAX_VALUE).stream()
        .map(Sealed::hash)
        .toList();
  }

  @Test
  void aTurnThatIsTakenAgainIsStoredOnceAndAnswersTheSame() {
    String runId = Runs.submit(hosted.engine(), GATE);
    RunState state = hosted.once(runId, s -> !s.pending().isEmpty());
    Input paused = new Input.Paused("ann", "lunch", hosted.engine().now());
    Turns.Taken first = worker().take(runId, state.sequence(), "seed", paused);
    List<String> stored = hashes(runId);
    assertInstanceOf(Outcome.Accepted.class, first.outcome());
    assertEquals(stored.size(), first.stand().sequence());
    Turns other = worker();
    for (int i = 0; i < 3; i++) {
      Turns.Taken again = other.take(runId, state.sequence(), "seed", paused);
      assertEquals(first.outcome(), again.outcome());
      assertEquals(stored, hashes(runId));
    }
    Turns.Taken another = other.take(runId, state.sequence(), "another seed", paused);
    assertNotEquals(first.outcome(), another.outcome());
    assertEquals(stored, hashes(runId));
  }

  @Test
  void anInputThatIsTakenAgainInALaterTurnAnswersTheSame() {
    String runId = Runs.submit(hosted.engine(), GATE);
    RunState state = hosted.once(runId, s -> !s.pending().isEmpty());
    String cancelled =
        PostedInput.write(new Input.Cancelled("ann", "no use", hosted.engine().now()));
    Turns worker = worker();
    Situation first = worker.turn(order(runId, state.sequence(), "one", cancelled));
    List<String> stored = hashes(runId);
    Situation between = worker().turn(order(runId, state.sequence(), "one", null));
    Situation again = worker().turn(order(runId, between.sequence(), "two", cancelled));
    assertTrue(first.over());
    assertEquals(first.outcome(), again.outcome());
    assertInstanceOf(Outcome.Accepted.class, PostedOutcome.read(again.outcome()));
    assertEquals(stored, hashes(runId));
  }

  private TurnOrder order(String runId, long since, String seed, @Nullable String input) {
    long at = hosted.engine().now().toEpochMilli();
    String id = input == null ? null : "in_1";
    return new TurnOrder(runId, since, seed, at, input, id, List.of(), false, 0);
  }

  @Test
  void workersThatTakeTurnsOfOneRunAtOnceLoseAndDoubleNothing() {
    String runId = Runs.submit(hosted.engine(), GATE);
    RunState state = hosted.once(runId, s -> !s.pending().isEmpty());
    List<Turns> workers = List.of(worker(), worker(), worker());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      int turn = i / 3;
      Turns worker = workers.get(i % 3);
      Input seen =
          new Input.Observed(
              state.pending().getFirst().proposal().key(),
              null,
              "seen " + turn,
              null,
              "bob",
              true,
              null,
              hosted.engine().now());
      threads.add(
          Thread.startVirtualThread(
              () -> worker.take(runId, state.sequence(), "observed " + turn, seen)));
    }
    threads.forEach(TurnsTest::join);
    long seen =
        hosted.store().read(runId, 0, 1_000, Integer.MAX_VALUE).stream()
            .filter(event -> event.type().equals("observation_received"))
            .count();
    assertEquals(10, seen);
  }

  private static void join(Thread thread) {
    try {
      thread.join(LiveEngine.PATIENCE);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
